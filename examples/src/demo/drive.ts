import {
  type ChallengedView,
  type CollectingView,
  type Connected,
  type ConnectionFailure,
  type ConnectionHandle,
  type ConnectionView,
  explain,
  type InputRejected,
} from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { ViewEvent } from './demo-event.ts'
import { type Misused, misused, type NoAnswer, type Person, quoted } from './person.ts'
import { type Shown, showView } from './show-view.ts'

/** Who and what a connection is driven by. */
export interface Driver {
  readonly person: Person
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly tell: (event: ViewEvent) => void
}

/** The connection, and how long its job took in bank time, in milliseconds. */
export interface Driven {
  readonly connected: Connected
  readonly elapsedMs: number
}

/** Does what the views ask for, until the end. Never rejects. */
export const drive = async (
  handle: ConnectionHandle,
  first: Shown,
  { person, clock, signal, tell }: Driver,
): Promise<E.Either<ConnectionFailure | Misused, Driven>> => {
  const state: { shown: Shown; asking: AbortController | null; misuse: Misused | null } = {
    shown: first,
    asking: null,
    misuse: null,
  }
  const ask = async (view: Awaiting, question: AbortController): Promise<void> => {
    const refusal = await serve(handle, view, person, question.signal)
    if (refusal === null || question.signal.aborted) return
    if (refusal._tag === 'Misused') state.misuse = refusal
    handle.cancel()
  }
  const see = (view: ConnectionView): void => {
    const last = state.shown.view
    const [shown, events] = showView(state.shown, view, clock.now())
    state.shown = shown
    for (const event of events) tell(event)
    if (view._tag === last._tag && !isOtherChallenge(last, view)) return
    state.asking?.abort()
    state.asking = null
    if (view._tag !== 'Collecting' && view._tag !== 'Challenged') return
    state.asking = new AbortController()
    void ask(view, state.asking)
  }
  const unsubscribe = handle.subscribe(see)
  signal.addEventListener('abort', handle.cancel)
  if (signal.aborted) handle.cancel()
  const ended = await handle.ended()
  signal.removeEventListener('abort', handle.cancel)
  unsubscribe()
  if (state.misuse !== null) return E.left(state.misuse)
  return E.map((connected: Connected) => ({ connected, elapsedMs: clock.now() - state.shown.beganAt }))(ended)
}

type Awaiting = ChallengedView | CollectingView

const isOtherChallenge = (last: ConnectionView, view: ConnectionView): boolean =>
  last._tag === 'Challenged' && view._tag === 'Challenged' && last.challenge !== view.challenge

/** Gives what the view waits for; says why, when that cannot be. */
const serve = async (
  handle: ConnectionHandle,
  view: Awaiting,
  person: Person,
  signal: AbortSignal,
): Promise<NoAnswer | null> => {
  if (view._tag === 'Collecting') {
    const credentials = await person.credentials(view, signal)
    if (E.isLeft(credentials)) return credentials.left
    return signal.aborted ? null : whyNot(handle.submit(credentials.right), `--institution ${view.institution.id}`)
  }
  const answers = await person.answers(view.challenge, signal)
  if (E.isLeft(answers)) return answers.left
  const flag = `--answer <text...>: give one answer a question; the bank asks ${quoted(view.challenge.prompts)}`
  return signal.aborted ? null : whyNot(handle.answer(answers.right), flag)
}

/** A challenge that has expired has ended the connection by itself: there is nothing to say. */
const whyNot = (taken: E.Either<InputRejected, void>, flag: string): NoAnswer | null => {
  if (E.isRight(taken) || taken.left._tag === 'NotExpected' || taken.left._tag === 'ChallengeExpired') return null
  return misused(`${flag}. ${explain(taken.left)}`)
}
