import { either as E } from 'fp-ts'
import type { CredentialField, Credentials } from '../codec/credentials.ts'
import type { ConnectionHandle } from '../connect/open-connection.ts'
import { givenFields } from '../domain/authorization.ts'
import type { ConnectionFailure, InputRejected } from '../failure/connection-failure.ts'
import type { Connected } from '../machine/context.ts'
import type { ConnectionView } from '../machine/view.ts'
import type { TraceEvent } from './trace.ts'

/** Puts the events of one connection in order: what a user does stands before what it leads to. */
export interface TraceRecorder {
  /** Takes an event, such as those of a `recordingPort`. */
  readonly tell: (event: TraceEvent) => void
  /** Gives credentials, and records it. */
  readonly submit: (handle: Pick<Recordable, 'submit'>, credentials: Credentials) => E.Either<InputRejected, void>
  /** Answers, and records it. */
  readonly answer: (handle: Pick<Recordable, 'answer'>, answers: readonly string[]) => E.Either<InputRejected, void>
  /** Cancels, and records it. */
  readonly cancel: (handle: Pick<Recordable, 'cancel'>) => void
  /**
   * Records the views and the end of a connection, from its present view on.
   *
   * @returns stops it: of a process that died nothing is told any more
   */
  readonly watch: (handle: Recordable) => () => void
}

/** What is recorded of a connection; a handle, or one that is kept. */
export type Recordable = Pick<ConnectionHandle, 'submit' | 'answer' | 'cancel' | 'subscribe' | 'ended'>

/**
 * Creates a recorder of one connection.
 *
 * @param now - the time of its port, in milliseconds since the Unix epoch
 * @param tell - told every event, in order
 */
export const createTraceRecorder = (now: () => number, tell: (event: TraceEvent) => void): TraceRecorder => {
  /** What an act has led to, until the act itself is told. */
  let held: TraceEvent[] | null = null
  const take = (event: TraceEvent): void => {
    if (held === null) tell(event)
    else held.push(event)
  }
  const act = (
    name: 'submit' | 'answer' | 'cancel',
    given: readonly CredentialField[],
    answers: number,
    run: () => E.Either<InputRejected, void>,
  ): E.Either<InputRejected, void> => {
    const at = now()
    const led: TraceEvent[] = []
    const outer = held
    held = led
    let taken: E.Either<InputRejected, void>
    try {
      taken = run()
    } finally {
      held = outer
    }
    take({ type: 'acted', at, act: name, given, answers, taken })
    for (const event of led) take(event)
    return taken
  }
  return {
    tell: take,
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
        if (isWatching) take({ type: 'shown', at: now(), view })
      })
      void handle.ended().then((end: E.Either<ConnectionFailure, Connected>) => {
        if (isWatching) take({ type: 'ended', at: now(), end })
      })
      return () => {
        isWatching = false
        close()
      }
    },
  }
}
