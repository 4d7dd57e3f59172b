import type { PortError } from '@bank-connection/core'
import { connectionIdOf, type Job } from '@bank-connection/core/codec'
import { stageOf } from '@bank-connection/core/machine'
import {
  fits,
  hasNotLeft,
  isDenial,
  isTimely,
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
type Taken = MachineEvent & {
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
export const reduce = (life: ReferenceState, event: MachineEvent): ReferenceState => {
  const { type, at, given, count, job, failure, output } = event as Taken
  const isWatched = life.place.startsWith('following')
  if (isEnd(life)) return life
  if (type === 'cancel') return ended(life, 'cancelled', 'Cancelled')
  if (type === 'submit') return life.place === 'collecting' && fits(life, given) ? sent(life) : life
  if (type === 'answer') return isTimely(life, at, count) ? answered(life) : life
  if (isWatched && type === 'jobRead') return read(life, job, at)
  if (isWatched && type === 'watchFailed') return ended(life, 'failed', failure._tag)
  if (isWatched && type === 'outOfTime') return ended(life, 'failed', 'JobTimedOut')
  if (isWatched && type === 'defect') return ended(life, 'broken', 'Defect')
  const [, kind = '', actor = ''] = /^xstate\.(done|error)\.actor\.(\w+)$/u.exec(type) ?? []
  if (actor !== awaited[life.place] && !(isWatched && actor === 'watchJob')) return life
  if (kind === 'error') return ended(life, 'broken', 'Defect')
  return actor === 'alarm' ? ended(life, 'failed', 'ChallengeExpired') : settled(life, output.result)
}

/** The state of a connection at its start, and once its institution is known. */
export const decided = (life: ReferenceState): ReferenceState => {
  if (life.intent.type === 'follow') return begun(life, life.jobId)
  if (life.institution === null) return { ...life, place: 'preparing.asking' }
  if (required(life) === null) return ended(life, 'failed', 'AuthorizationUnsupported')
  return { ...life, place: life.request === 'refresh' ? 'creating' : 'collecting' }
}

/** The state in which a saved connection resumes. A pending request may have arrived, so its job is looked up. */
export const resumed = (life: ReferenceState, at: string): ReferenceState => {
  if (at === 'preparing') return decided(life)
  if (at === 'creating') return { ...life, place: 'reconciling', rejection: 'Unreachable' }
  if (at === 'answering')
    return { ...following(life, 'verifyingAnswer'), answersSent: life.answersSent + 1, rejection: 'Unreachable' }
  return STAGES.includes(at) ? following(life, at) : { ...life, place: at }
}

const STAGES = ['verifying', 'challenged', 'verifyingAnswer', 'retrievingAccounts', 'retrievingTransactions', 'parked']

/** The actor that each state waits for. */
const awaited: Readonly<Record<string, string>> = {
  'preparing.asking': 'findInstitution',
  creating: 'requestJob',
  reconciling: 'findJob',
  'following.challenged': 'alarm',
  'following.answering': 'answerMfa',
}

const following = (life: ReferenceState, stage: string): ReferenceState => ({ ...life, place: `following.${stage}` })
const ended = (life: ReferenceState, place: string, failure: string | null): ReferenceState => ({
  ...life,
  place,
  failure,
})
const sent = (life: ReferenceState): ReferenceState => ({ ...life, place: 'creating', rejection: null, shown: [] })
const answered = (life: ReferenceState): ReferenceState => ({ ...following(life, 'answering'), rejection: null })

/** A new job keeps nothing of the previous one. */
const begun = (life: ReferenceState, jobId: string | null): ReferenceState =>
  following({ ...life, jobId, challenge: null, answersSent: 0, rejection: null, shown: [] }, 'verifying')

/** The bank rejected the credentials: the user enters others, and a refresh becomes an update. */
const denied = (life: ReferenceState, rejection: string): ReferenceState => ({
  ...life,
  place: 'collecting',
  attempts: life.attempts + 1,
  request: life.request === 'refresh' ? 'update' : life.request,
  connectionId: life.intent.type === 'create' ? null : life.connectionId,
  jobId: null,
  rejection,
})

const settled = (life: ReferenceState, result: Settled): ReferenceState => {
  if (life.place === 'preparing.asking')
    return result._tag === 'Left'
      ? ended(life, 'failed', result.left._tag)
      : decided({ ...life, institution: result.right as ReferenceState['institution'] })
  if (life.place === 'creating')
    return result._tag === 'Left' ? unsent(life, result.left) : begun(life, (result.right as { jobId: string }).jobId)
  if (life.place === 'following.answering')
    return result._tag === 'Left' ? unanswered(life, result.left) : answerLeft(life, 'verifyingAnswer', null)
  if (result._tag === 'Left') return ended(life, 'failed', 'OutcomeUnknown')
  if (result.right !== null) return begun(life, result.right as string)
  return life.request === 'refresh' ? ended(life, 'failed', life.rejection) : { ...life, place: 'collecting' }
}

const unsent = (life: ReferenceState, error: PortError): ReferenceState => {
  if (error._tag === 'Refused' && isDenial(error.code, error.detail) && mayRetry(life)) return denied(life, error._tag)
  const rejected = { ...life, rejection: error._tag }
  if (life.request !== 'refresh' && hasNotLeft(error)) return { ...rejected, place: 'collecting' }
  return mayHaveArrived(error) ? { ...rejected, place: 'reconciling' } : ended(life, 'failed', error._tag)
}

const answerLeft = (life: ReferenceState, stage: string, rejection: string | null): ReferenceState => ({
  ...following(life, stage),
  answersSent: life.answersSent + 1,
  rejection,
})

const unanswered = (life: ReferenceState, error: PortError): ReferenceState => {
  if (hasNotLeft(error)) return { ...following(life, 'challenged'), rejection: error._tag }
  if (mayHaveArrived(error)) return answerLeft(life, 'verifyingAnswer', error._tag)
  if (error._tag !== 'Refused' || [401, 403].includes(error.status)) return ended(life, 'failed', error._tag)
  if (life.answersSent + 1 >= life.limits.answersMax) return ended(life, 'failed', 'AnswersRefused')
  const next = answerLeft(life, 'challenged', error._tag)
  return { ...next, challenge: life.challenge === null ? null : { ...life.challenge, round: next.answersSent + 1 } }
}

const read = (before: ReferenceState, job: Job, at: number): ReferenceState => {
  const stage = stageOf(job)
  const ownId = before.intent.type === 'refresh' || before.intent.type === 'update'
  const life: ReferenceState = {
    ...before,
    shown: merged(before.shown, job),
    connectionId: ownId ? before.connectionId : (connectionIdOf(job) ?? before.connectionId),
    rejection: stage._tag === 'Challenged' ? before.rejection : null,
  }
  if (stage._tag === 'Failed') {
    const isWrong = isDenial(stage.problem?.code, stage.problem?.detail ?? stage.problem?.title ?? null)
    return isWrong && mayRetry(life) ? denied(life, 'StepFailed') : ended(life, 'failed', 'StepFailed')
  }
  if (stage._tag === 'Done')
    return life.connectionId === null ? ended(life, 'failed', 'MalformedResponse') : { ...life, place: 'connected' }
  // An answer is in flight: a later poll returns its outcome.
  if (life.place === 'following.answering') return life
  if (stage._tag === 'Parked') return { ...following(life, 'parked'), challenge: null }
  if (stage._tag === 'Challenged') return asked(life, stage.challenge, at)
  if (rankOf(stage._tag) < shownRank(before)) return life
  return following(life, stage._tag.charAt(0).toLowerCase() + stage._tag.slice(1))
}

/** The progress shown so far: an answered challenge counts as past the login. */
const shownRank = ({ shown, challenge, answersSent }: ReferenceState): number => {
  const { _tag } = stageOf({ steps: shown.map((step) => ({ ...step, result: null })) })
  const isAnswered = challenge !== null && answersSent >= challenge.round
  return Math.max(rankOf(_tag), isAnswered ? rankOf('VerifyingAnswer') : 0)
}

interface Asking {
  readonly method: string
  readonly prompts: readonly string[]
  readonly expiryMs: number | null
}

const asked = (life: ReferenceState, { method, prompts, expiryMs }: Asking, at: number): ReferenceState => {
  const { challenge, limits, answersSent, rejection } = life
  const isSame = challenge?.method === method && JSON.stringify(challenge.prompts) === JSON.stringify(prompts)
  if (isSame && life.place === 'following.challenged') return life
  if (answersSent >= limits.answersMax) return ended(life, 'failed', 'AnswersRefused')
  const round = answersSent + 1
  if (isSame && challenge !== null && rejection !== null)
    return { ...following(life, 'challenged'), challenge: { ...challenge, round } }
  const givenMs = Math.ceil(Math.max(limits.challengeMinMs, expiryMs ?? limits.challengeDefaultMs))
  return {
    ...following(life, 'challenged'),
    challenge: { method, prompts, expiresAt: at + givenMs, round },
    rejection: null,
  }
}
