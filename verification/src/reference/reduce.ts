import type { PortError } from '@bank-connection/core'
import { connectionIdOf, type Job } from '@bank-connection/core/codec'
import { stageOf } from '@bank-connection/core/machine'
import {
  acceptsAnswer,
  hasExactFields,
  isDenial,
  isUnsent,
  mayHaveArrived,
  mayRetry,
  merged,
  rankOf,
  required,
} from './reference-guards.ts'
import { isEnd, type ReferenceState } from './reference-state.ts'

export interface MachineEvent {
  readonly type: string
}

type Settled = { readonly _tag: 'Left'; readonly left: PortError } | { readonly _tag: 'Right'; readonly right: unknown }
type AnyEvent = MachineEvent & {
  readonly at: number
  readonly given: readonly string[]
  readonly count: number
  readonly job: Job
  readonly failure: PortError
  readonly output: { readonly result: Settled }
}

/**
 * A second implementation of the machine, without XState, written from a description of the lifecycle rather than from
 * the chart. It serves only for comparison. Pure; unexpected events change nothing.
 */
export const reduce = (state: ReferenceState, event: MachineEvent): ReferenceState => {
  const { type, at, given, count, job, failure, output } = event as AnyEvent
  const isFollowing = state.place.startsWith('following')
  if (isEnd(state)) return state
  if (type === 'cancel') return ended(state, 'cancelled', 'Cancelled')
  if (type === 'submit') return state.place === 'collecting' && hasExactFields(state, given) ? submitted(state) : state
  if (type === 'answer') return acceptsAnswer(state, at, count) ? answered(state) : state
  if (isFollowing && type === 'jobRead') return polled(state, job, at)
  if (isFollowing && type === 'watchFailed') return ended(state, 'failed', failure._tag)
  if (isFollowing && type === 'outOfTime') return ended(state, 'failed', 'JobTimedOut')
  if (isFollowing && type === 'defect') return ended(state, 'broken', 'Defect')
  const [, kind = '', actor = ''] = /^xstate\.(done|error)\.actor\.(\w+)$/u.exec(type) ?? []
  if (actor !== awaitedActors[state.place] && !(isFollowing && actor === 'watchJob')) return state
  if (kind === 'error') return ended(state, 'broken', 'Defect')
  return actor === 'alarm' ? ended(state, 'failed', 'ChallengeExpired') : settled(state, output.result)
}

/** The state of a connection at its start, and once its institution is known. */
export const decided = (state: ReferenceState): ReferenceState => {
  if (state.intent.type === 'follow') return jobStarted(state, state.jobId)
  if (state.institution === null) return { ...state, place: 'preparing.asking' }
  if (required(state) === null) return ended(state, 'failed', 'AuthorizationUnsupported')
  return { ...state, place: state.request === 'refresh' ? 'creating' : 'collecting' }
}

/** The state in which a saved connection resumes. A request that was pending may have arrived. */
export const resumed = (state: ReferenceState, at: string): ReferenceState => {
  if (at === 'preparing') return decided(state)
  if (at === 'creating') return { ...state, place: 'reconciling', rejection: 'Unreachable' }
  if (at === 'answering') return answerSent(state, 'verifyingAnswer', 'Unreachable')
  return STAGES.includes(at) ? following(state, at) : { ...state, place: at }
}

const STAGES = ['verifying', 'challenged', 'verifyingAnswer', 'retrievingAccounts', 'retrievingTransactions', 'parked']

/** The actor that each state waits for. */
const awaitedActors: Readonly<Record<string, string>> = {
  'preparing.asking': 'findInstitution',
  creating: 'requestJob',
  reconciling: 'findJob',
  'following.challenged': 'alarm',
  'following.answering': 'answerMfa',
}

const following = (state: ReferenceState, stage: string): ReferenceState => ({ ...state, place: `following.${stage}` })
const ended = (state: ReferenceState, place: string, failure: string | null): ReferenceState => ({
  ...state,
  place,
  failure,
})
const submitted = (state: ReferenceState): ReferenceState => ({
  ...state,
  place: 'creating',
  rejection: null,
  shown: [],
})
const answered = (state: ReferenceState): ReferenceState => ({ ...following(state, 'answering'), rejection: null })

/** A new job keeps nothing of the previous one. */
const jobStarted = (state: ReferenceState, jobId: string | null): ReferenceState =>
  following({ ...state, jobId, challenge: null, answersSent: 0, rejection: null, shown: [] }, 'verifying')

/** The bank rejected the credentials: the user enters others, and a refresh becomes an update. */
const credentialsRejected = (state: ReferenceState, rejection: string): ReferenceState => ({
  ...state,
  place: 'collecting',
  attempts: state.attempts + 1,
  request: state.request === 'refresh' ? 'update' : state.request,
  connectionId: state.intent.type === 'create' ? null : state.connectionId,
  jobId: null,
  rejection,
})

const settled = (state: ReferenceState, result: Settled): ReferenceState => {
  if (state.place === 'preparing.asking')
    return result._tag === 'Left'
      ? ended(state, 'failed', result.left._tag)
      : decided({ ...state, institution: result.right as ReferenceState['institution'] })
  if (state.place === 'creating')
    return result._tag === 'Left'
      ? requestFailed(state, result.left)
      : jobStarted(state, (result.right as { jobId: string }).jobId)
  if (state.place === 'following.answering')
    return result._tag === 'Left' ? answerFailed(state, result.left) : answerSent(state, 'verifyingAnswer', null)
  if (result._tag === 'Left') return ended(state, 'failed', 'OutcomeUnknown')
  if (result.right !== null) return jobStarted(state, result.right as string)
  return state.request === 'refresh' ? ended(state, 'failed', state.rejection) : { ...state, place: 'collecting' }
}

const requestFailed = (state: ReferenceState, error: PortError): ReferenceState => {
  if (error._tag === 'Refused' && isDenial(error.code, error.detail) && mayRetry(state))
    return credentialsRejected(state, error._tag)
  const rejected = { ...state, rejection: error._tag }
  if (state.request !== 'refresh' && isUnsent(error)) return { ...rejected, place: 'collecting' }
  return mayHaveArrived(error) ? { ...rejected, place: 'reconciling' } : ended(state, 'failed', error._tag)
}

const answerSent = (state: ReferenceState, stage: string, rejection: string | null): ReferenceState => ({
  ...following(state, stage),
  answersSent: state.answersSent + 1,
  rejection,
})

const answerFailed = (state: ReferenceState, error: PortError): ReferenceState => {
  if (isUnsent(error)) return { ...following(state, 'challenged'), rejection: error._tag }
  if (mayHaveArrived(error)) return answerSent(state, 'verifyingAnswer', error._tag)
  if (error._tag !== 'Refused' || [401, 403].includes(error.status)) return ended(state, 'failed', error._tag)
  if (state.answersSent + 1 >= state.limits.answersMax) return ended(state, 'failed', 'AnswersRefused')
  const next = answerSent(state, 'challenged', error._tag)
  return { ...next, challenge: state.challenge === null ? null : { ...state.challenge, round: next.answersSent + 1 } }
}

const polled = (before: ReferenceState, job: Job, at: number): ReferenceState => {
  const stage = stageOf(job)
  const ownId = before.intent.type === 'refresh' || before.intent.type === 'update'
  const state: ReferenceState = {
    ...before,
    shown: merged(before.shown, job),
    connectionId: ownId ? before.connectionId : (connectionIdOf(job) ?? before.connectionId),
    rejection: stage._tag === 'Challenged' ? before.rejection : null,
  }
  if (stage._tag === 'Failed') {
    const isWrong = isDenial(stage.problem?.code, stage.problem?.detail ?? stage.problem?.title ?? null)
    return isWrong && mayRetry(state) ? credentialsRejected(state, 'StepFailed') : ended(state, 'failed', 'StepFailed')
  }
  if (stage._tag === 'Done')
    return state.connectionId === null ? ended(state, 'failed', 'MalformedResponse') : { ...state, place: 'connected' }
  // An answer is in flight: a later poll returns its outcome.
  if (state.place === 'following.answering') return state
  if (stage._tag === 'Parked') return { ...following(state, 'parked'), challenge: null }
  if (stage._tag === 'Challenged') return challenged(state, stage.challenge, at)
  if (rankOf(stage._tag) < shownRank(before)) return state
  return following(state, stage._tag.charAt(0).toLowerCase() + stage._tag.slice(1))
}

/** The progress shown so far: an answered challenge counts as past the login. */
const shownRank = ({ shown, challenge, answersSent }: ReferenceState): number => {
  const { _tag } = stageOf({ steps: shown.map((step) => ({ ...step, result: null })) })
  const isAnswered = challenge !== null && answersSent >= challenge.round
  return Math.max(rankOf(_tag), isAnswered ? rankOf('VerifyingAnswer') : 0)
}

interface ShownChallenge {
  readonly method: string
  readonly prompts: readonly string[]
  readonly expiryMs: number | null
}

const challenged = (
  state: ReferenceState,
  { method, prompts, expiryMs }: ShownChallenge,
  at: number,
): ReferenceState => {
  const { challenge, limits, answersSent, rejection } = state
  const isSame = challenge?.method === method && JSON.stringify(challenge.prompts) === JSON.stringify(prompts)
  if (isSame && state.place === 'following.challenged') return state
  if (answersSent >= limits.answersMax) return ended(state, 'failed', 'AnswersRefused')
  const round = answersSent + 1
  if (isSame && challenge !== null && rejection !== null)
    return { ...following(state, 'challenged'), challenge: { ...challenge, round } }
  const remainingMs = Math.ceil(Math.max(limits.challengeMinMs, expiryMs ?? limits.challengeDefaultMs))
  return {
    ...following(state, 'challenged'),
    challenge: { method, prompts, expiresAt: at + remainingMs, round },
    rejection: null,
  }
}
