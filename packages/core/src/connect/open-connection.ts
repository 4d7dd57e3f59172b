import { either as E, type taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { Credentials } from '../codec/credentials.ts'
import { missingFields, unexpectedFields } from '../domain/authorization.ts'
import type { ConnectionFailure, InputInvalid, InputRejected, NotExpected } from '../failure/connection-failure.ts'
import { type InspectionObserver, safeInspect } from '../inspect/safe-inspection.ts'
import { connectionActor } from '../machine/actors/with-port.ts'
import type { Connected, ConnectionInput } from '../machine/context.ts'
import { answer, cancel, submit, type UserEvent } from '../machine/event.ts'
import { answersDemanded } from '../machine/guards.ts'
import { type SavedConnection, savedFrom } from '../machine/saved/saved-connection.ts'
import { type ConnectionView, viewOf } from '../machine/view.ts'
import type { BankPort } from '../protocol/port.ts'
import { type ConnectionRequest, connectionInput, inputInvalid } from './connection-request.ts'

/** A connection in progress. */
export interface ConnectionHandle {
  /** What there is to show now, and what may be done. */
  readonly view: () => ConnectionView
  /**
   * Calls `listener` with the present view at once, and with the next one after each event. What a listener throws later
   * is an uncaught exception of the program.
   *
   * @returns ends the subscription
   */
  readonly subscribe: (listener: (view: ConnectionView) => void) => () => void
  /** Gives credentials when the view is `Collecting`. */
  readonly submit: (credentials: Credentials) => E.Either<InputRejected, void>
  /**
   * Answers when the view is `Challenged`: one answer per prompt, in the order of the prompts; `['confirmed']` when there is
   * no prompt.
   */
  readonly answer: (answers: readonly string[]) => E.Either<InputRejected, void>
  /** Stops at once: nothing more is sent. A job that was started goes on at the server. Calling it again changes nothing. */
  readonly cancel: () => void
  /** What to store of it now, so that it can be restored after a crash: JSON without a secret. */
  readonly save: () => SavedConnection
  /** Call it for a promise of the end; at any time, and more than once. */
  readonly ended: TE.TaskEither<ConnectionFailure, Connected>
}

/** Who may watch a connection. */
export interface WatchOptions {
  /**
   * What XState takes as `inspect`, such as `createBrowserInspector().inspect` of `@statelyai/inspect`. It is told names,
   * states, steps and failures, and neither a secret nor a text of the server's: see `@bank-connection/core/inspect`.
   */
  readonly inspect?: InspectionObserver | undefined
}

const notAwaited = (call: NotExpected['call'], view: ConnectionView): E.Either<InputRejected, never> =>
  E.left({ _tag: 'NotExpected', call, view: view._tag })

const Answers = t.readonlyArray(t.string, 'Answers')

/**
 * Starts a connection that a view can show and drive. It runs on the time of the port's bank.
 *
 * Fails with `InputInvalid` when the request is not of the form required; then nothing is sent. All other failures are
 * the end of the connection: see `ended`, and the view `Failed`.
 */
export const openConnection = (
  port: BankPort,
  request: ConnectionRequest,
  options: WatchOptions = {},
): E.Either<InputInvalid, ConnectionHandle> =>
  E.map((input: ConnectionInput) => startConnection(port, input, options))(connectionInput(request, port.clock.now()))

/** Starts a connection whose input has been checked. */
export const startConnection = (
  port: BankPort,
  input: ConnectionInput,
  options: WatchOptions = {},
): ConnectionHandle => {
  const { handle, start } = prepareConnection(port, input, options)
  start()
  return handle
}

/** A connection that does nothing before it is started. */
export interface PreparedConnection {
  readonly handle: ConnectionHandle
  readonly start: () => void
  /** Stops at once, without an end of its own: what `handle` says from then on counts for nothing. */
  readonly halt: () => void
}

/** Prepares a connection whose input has been checked. */
export const prepareConnection = (
  port: BankPort,
  input: ConnectionInput,
  { inspect }: WatchOptions = {},
): PreparedConnection => {
  const watched = inspect === undefined ? {} : { inspect: safeInspect(inspect) }
  const actor = connectionActor(port, { input, ...watched })
  const view = (): ConnectionView => viewOf(actor.getSnapshot())
  /** The snapshot on which something was sent: until the actor has taken it, nothing else is. */
  let busy: unknown = null
  const isBusy = (): boolean => busy === actor.getSnapshot()
  const send = (event: UserEvent): void => {
    busy = actor.getSnapshot()
    actor.send(event)
  }
  const ended = new Promise<E.Either<ConnectionFailure, Connected>>((resolve) => {
    const settle = (): void => {
      const last = view()
      if (last._tag === 'Connected') resolve(E.right(last.connected))
      else if (last._tag === 'Failed') resolve(E.left(last.failure))
    }
    actor.subscribe({ complete: settle, error: settle })
  })
  const handle: ConnectionHandle = {
    view,
    subscribe: (listener: (view: ConnectionView) => void) => {
      const { unsubscribe } = actor.subscribe({
        next: (snapshot) => listener(viewOf(snapshot)),
        error: () => undefined,
      })
      listener(view())
      return unsubscribe
    },
    submit: (credentials: Credentials): E.Either<InputRejected, void> => {
      const now = view()
      if (now._tag !== 'Collecting' || isBusy()) return notAwaited('submit', now)
      if (!Credentials.is(credentials))
        return E.left(
          inputInvalid(['credentials'], 'give each field as a text, and leave out those that you have no value for'),
        )
      const event = submit(credentials, port.clock.now())
      const required = now.fields.map(({ field }) => field)
      const missing = missingFields(required, event.given)
      const unexpected = unexpectedFields(required, event.given)
      send(event)
      return missing.length + unexpected.length === 0
        ? E.right(undefined)
        : E.left({ _tag: 'CredentialsIncomplete', missing, unexpected })
    },
    answer: (answers: readonly string[]): E.Either<InputRejected, void> => {
      const now = view()
      if (now._tag !== 'Challenged' || isBusy()) return notAwaited('answer', now)
      if (!Answers.is(answers)) return E.left(inputInvalid(['answers'], 'give a list of texts, one per prompt'))
      const { challenge, jobId } = now
      const event = answer(answers, port.clock.now())
      const required = answersDemanded(challenge)
      if (event.at >= challenge.expiresAt)
        return E.left({ _tag: 'ChallengeExpired', jobId, expiredAt: challenge.expiresAt })
      if (answers.length !== required || event.count !== required)
        return E.left({ _tag: 'AnswersIncomplete', expected: required, given: event.count })
      send(event)
      return E.right(undefined)
    },
    cancel: () => {
      if (actor.getSnapshot().status === 'active') actor.send(cancel)
    },
    save: () => savedFrom(actor.getSnapshot(), port.clock.now()),
    ended: () => ended,
  }
  return { handle, start: () => void actor.start(), halt: () => void actor.stop() }
}
