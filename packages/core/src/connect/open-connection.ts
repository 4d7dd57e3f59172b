import { either as E, type taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { Credentials } from '../codec/credentials.ts'
import { missingFields, unexpectedFields } from '../domain/authorization.ts'
import type { ConnectionFailure, InputInvalid, InputRejected, NotExpected } from '../failure/connection-failure.ts'
import { type InspectionObserver, safeInspect } from '../inspect/safe-inspection.ts'
import { connectionActor } from '../machine/actors/with-port.ts'
import type { Connected, ConnectionInput } from '../machine/context.ts'
import { answer, cancel, submit, type UserEvent } from '../machine/event.ts'
import { requiredAnswers } from '../machine/guards.ts'
import { type SavedConnection, savedFrom } from '../machine/saved/saved-connection.ts'
import { type ConnectionView, viewOf } from '../machine/view.ts'
import type { BankPort } from '../protocol/port.ts'
import { type ConnectionRequest, connectionInput, inputInvalid } from './connection-request.ts'

/** A connection in progress. */
export interface ConnectionHandle {
  /** The current view: what to show, and what the user can do. */
  readonly view: () => ConnectionView
  /**
   * Calls `listener` with the current view at once, and with the next one after each event. A listener that throws
   * later causes an uncaught exception.
   *
   * @returns a function that ends the subscription
   */
  readonly subscribe: (listener: (view: ConnectionView) => void) => () => void
  /** Submits credentials when the view is `Collecting`. */
  readonly submit: (credentials: Credentials) => E.Either<InputRejected, void>
  /**
   * Answers the challenge when the view is `Challenged`: one answer per prompt, in order; `['confirmed']` if there is
   * no prompt.
   */
  readonly answer: (answers: readonly string[]) => E.Either<InputRejected, void>
  /**
   * Cancels at once: nothing more is sent. A job that was started continues at the server. Calling it again does
   * nothing.
   */
  readonly cancel: () => void
  /** The current state as JSON without secrets, to be restored after a crash. */
  readonly save: () => SavedConnection
  /** Returns a promise of the end when called, at any time and more than once. */
  readonly ended: TE.TaskEither<ConnectionFailure, Connected>
}

/** Options for watching a connection. */
export interface WatchOptions {
  /**
   * An XState `inspect` option, such as `createBrowserInspector().inspect` of `@statelyai/inspect`. It receives names,
   * states, steps and failures, but no secrets and no server texts: see `@bank-connection/core/inspect`.
   */
  readonly inspect?: InspectionObserver | undefined
}

const notAwaited = (call: NotExpected['call'], view: ConnectionView): E.Either<InputRejected, never> =>
  E.left({ _tag: 'NotExpected', call, view: view._tag })

const Answers = t.readonlyArray(t.string, 'Answers')

/**
 * Starts a connection that a view can show and drive. It uses the port's clock.
 *
 * Fails with `InputInvalid` if the request is invalid; then nothing is sent. All other failures end the connection: see
 * `ended` and the view `Failed`.
 */
export const openConnection = (
  port: BankPort,
  request: ConnectionRequest,
  options: WatchOptions = {},
): E.Either<InputInvalid, ConnectionHandle> =>
  E.map((input: ConnectionInput) => startConnection(port, input, options))(connectionInput(request, port.clock.now()))

/** Starts a connection from validated input. */
export const startConnection = (
  port: BankPort,
  input: ConnectionInput,
  options: WatchOptions = {},
): ConnectionHandle => {
  const { handle, start } = prepareConnection(port, input, options)
  start()
  return handle
}

/** A connection that has not started. */
export interface PreparedConnection {
  readonly handle: ConnectionHandle
  readonly start: () => void
  /** Stops at once, without an end: ignore `handle` from then on. */
  readonly halt: () => void
}

/** Prepares a connection from validated input. */
export const prepareConnection = (
  port: BankPort,
  input: ConnectionInput,
  { inspect }: WatchOptions = {},
): PreparedConnection => {
  const watched = inspect === undefined ? {} : { inspect: safeInspect(inspect) }
  const actor = connectionActor(port, { input, ...watched })
  const view = (): ConnectionView => viewOf(actor.getSnapshot())
  /** The snapshot at which an event was sent: no other is sent until the actor has processed it. */
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
      const required = requiredAnswers(challenge)
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
