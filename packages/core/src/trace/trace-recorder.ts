import { either as E } from 'fp-ts'
import type { CredentialField, Credentials } from '../codec/credentials.ts'
import type { ConnectionHandle } from '../connect/open-connection.ts'
import { givenFields } from '../domain/authorization.ts'
import type { ConnectionFailure, InputRejected } from '../failure/connection-failure.ts'
import type { Connected } from '../machine/context.ts'
import type { ConnectionView } from '../machine/view.ts'
import type { TraceEvent } from './trace.ts'

/** Records the events of one connection in order: user input comes before its effects. */
export interface TraceRecorder {
  /** Records an event, for example of a `recordingPort`. */
  readonly record: (event: TraceEvent) => void
  /** Submits credentials and records that. */
  readonly submit: (handle: Pick<Recordable, 'submit'>, credentials: Credentials) => E.Either<InputRejected, void>
  /** Answers a challenge and records that. */
  readonly answer: (handle: Pick<Recordable, 'answer'>, answers: readonly string[]) => E.Either<InputRejected, void>
  /** Cancels the connection and records that. */
  readonly cancel: (handle: Pick<Recordable, 'cancel'>) => void
  /**
   * Records the views and the end of a connection, starting with its current view.
   *
   * @returns a function that stops recording, for example because the process was killed
   */
  readonly watch: (handle: Recordable) => () => void
}

/** The members of a handle, or of a kept handle, that the recorder uses. */
export type Recordable = Pick<ConnectionHandle, 'submit' | 'answer' | 'cancel' | 'subscribe' | 'ended'>

/**
 * Creates a recorder for one connection.
 *
 * @param now - time of the connection's port, in milliseconds since the Unix epoch
 * @param onEvent - called with every event, in order
 */
export const createTraceRecorder = (now: () => number, onEvent: (event: TraceEvent) => void): TraceRecorder => {
  /** Effects of user input that is not recorded yet; `null` otherwise. */
  let held: TraceEvent[] | null = null
  const record = (event: TraceEvent): void => {
    if (held === null) onEvent(event)
    else held.push(event)
  }
  const act = (
    name: 'submit' | 'answer' | 'cancel',
    given: readonly CredentialField[],
    answers: number,
    run: () => E.Either<InputRejected, void>,
  ): E.Either<InputRejected, void> => {
    const at = now()
    const effects: TraceEvent[] = []
    const outer = held
    held = effects
    let taken: E.Either<InputRejected, void>
    try {
      taken = run()
    } finally {
      held = outer
    }
    record({ type: 'acted', at, act: name, given, answers, taken })
    for (const event of effects) record(event)
    return taken
  }
  return {
    record: record,
    submit: (handle, credentials) => act('submit', givenFields(credentials), 0, () => handle.submit(credentials)),
    answer: (handle, answers) =>
      act('answer', [], answers.filter((text) => text !== '').length, () => handle.answer(answers)),
    cancel: (handle) => {
      act('cancel', [], 0, () => {
        handle.cancel()
        return E.right(undefined)
      })
    },
    watch: (handle) => {
      let isWatching = true
      const close = handle.subscribe((view: ConnectionView) => {
        if (isWatching) record({ type: 'shown', at: now(), view })
      })
      void handle.ended().then((end: E.Either<ConnectionFailure, Connected>) => {
        if (isWatching) record({ type: 'ended', at: now(), end })
      })
      return () => {
        isWatching = false
        close()
      }
    },
  }
}
