import type { JobId } from '../codec/ids.ts'
import { connectionIdOf, type Job, StepStatus, StepTitle } from '../codec/job.ts'
import { isKnown } from '../codec/open.ts'
import { mfaExpectation, missingFields, unexpectedFields } from '../domain/authorization.ts'
import { advanceSteps } from '../domain/progress.ts'
import { unreachable } from '../failure/port-error.ts'
import type { Anomaly, Challenge, ConnectionInput, Context, JobOrigin, Rejection } from './context.ts'
import type { JobRead, Submit } from './event.ts'
import { goesBack, isSameChallenge, requiredFieldsOf } from './guards.ts'
import { defaultLimits } from './limits.ts'

type ContextUpdate = Partial<Context>

/** Longest time given to a challenge, in milliseconds: no job lives that long. */
const CHALLENGE_MAX_MS = 90 * 86_400_000

/** Members that no saved connection has. */
const transient = { incomplete: null, credentials: null, answers: null, resumeAt: null } as const

/** The initial context. Total: the pure `transition` calls it without an input and discards the result. */
export const contextOf = (input: ConnectionInput | undefined): Context => {
  if (input?.resume !== undefined) return { ...input.resume.memory, ...transient, resumeAt: input.resume.at }
  const intent = input?.intent ?? { type: 'follow', jobId: '' as JobId }
  return {
    ...transient,
    userId: input?.userId ?? ('' as Context['userId']),
    intent,
    request: intent.type === 'follow' ? 'create' : intent.type,
    limits: { ...defaultLimits, ...input?.limits },
    institution: input?.institution ?? null,
    connectionId: intent.type === 'refresh' || intent.type === 'update' ? intent.connectionId : null,
    jobId: intent.type === 'follow' ? intent.jobId : null,
    previousJobIds: [],
    origin: null,
    requestedAt: input?.at ?? 0,
    deadlineAt: null,
    attempts: 0,
    rejection: null,
    challenge: null,
    answersSent: 0,
    steps: [],
    anomalies: [],
    failure: null,
  }
}

/** For a connection that was saved while a request was being sent: it is unknown whether the request was sent. */
export const interrupted: ContextUpdate = { rejection: unreachable('cancelled', 'unknown') }

/** Credentials are submitted: whatever was asked for before is settled. */
export const submitted = ({ at, credentials }: Submit): ContextUpdate => ({
  credentials,
  requestedAt: at,
  incomplete: null,
  rejection: null,
  steps: [],
})

/** The missing and unexpected fields of a submit that does not fit. */
export const incompleteOf = (context: Context, { given }: Submit): ContextUpdate => {
  const required = requiredFieldsOf(context) ?? []
  return {
    incomplete: {
      _tag: 'CredentialsIncomplete',
      missing: missingFields(required, given),
      unexpected: unexpectedFields(required, given),
    },
  }
}

/** A job starts: everything shown by an earlier one is cleared. */
export const jobStarted = ({ limits }: Context, jobId: JobId, origin: JobOrigin, at: number): ContextUpdate => ({
  jobId,
  origin,
  deadlineAt: at + limits.jobTimeoutMs,
  credentials: null,
  challenge: null,
  answers: null,
  answersSent: 0,
  rejection: null,
  steps: [],
})

/** The bank rejected the credentials: others are requested. A refresh continues as an update of the same connection. */
export const credentialsDenied = (context: Context, rejection: Rejection): ContextUpdate => ({
  attempts: context.attempts + 1,
  request: context.request === 'refresh' ? 'update' : context.request,
  connectionId: context.intent.type === 'create' ? null : context.connectionId,
  jobId: null,
  previousJobIds: context.jobId === null ? context.previousJobIds : [...context.previousJobIds, context.jobId],
  rejection,
  credentials: null,
})

/** The job was polled: updates the steps, and the connection id once the job names it. */
export const reading = (context: Context, { at, previousAt, job, stage }: JobRead): ContextUpdate => ({
  steps: advanceSteps(context.steps, job, Math.round((previousAt + at) / 2)),
  connectionId: connectionOf(context, job),
  // An answer that seemed lost has arrived if the job continues.
  rejection: stage._tag === 'Challenged' ? context.rejection : null,
  anomalies: [...new Set([...context.anomalies, ...anomaliesIn(context, job, stage)])],
})

/** The requested connection, or the one that the job names: a job cannot redirect a refresh to another connection. */
const connectionOf = ({ intent, connectionId }: Context, job: Job): Context['connectionId'] =>
  intent.type === 'refresh' || intent.type === 'update' ? intent.connectionId : (connectionIdOf(job) ?? connectionId)

const isAnswered = ({ steps }: Job): boolean =>
  steps.some(({ title, status }) => title === 'mfa-challenge' && status === 'success')

const anomaliesIn = (context: Context, job: Job, stage: JobRead['stage']): readonly Anomaly[] => {
  const expected = context.institution === null ? null : mfaExpectation(context.institution.authorization)
  const found: Anomaly[] = []
  if (goesBack(context, stage)) found.push('step-regressed')
  if (stage._tag === 'Challenged' && expected === 'never') found.push('challenge-unexpected')
  if (stage._tag === 'Done' && expected === 'always' && context.challenge === null && !isAnswered(job))
    found.push('challenge-absent')
  if (job.steps.some(({ title, status }) => !isKnown(StepTitle, title) || !isKnown(StepStatus, status)))
    found.push('value-unrecognised')
  return found
}

/**
 * The challenge that the job shows. Its deadline counts from now, since the server does not say when it began. The same
 * challenge after an answer that may have been lost keeps its deadline and its rejection.
 */
export const challenged = (context: Context, { at, stage }: JobRead): ContextUpdate => {
  const { challenge, limits, rejection, answersSent } = context
  if (stage._tag !== 'Challenged') return {}
  const { method, description, prompts, expiryMs } = stage.challenge
  const round = answersSent + 1
  if (challenge !== null && rejection !== null && isSameChallenge(context, stage))
    return { challenge: { ...challenge, description, round }, answers: null }
  const next: Challenge = {
    method,
    description,
    prompts,
    since: at,
    expiresAt:
      at +
      Math.min(CHALLENGE_MAX_MS, Math.ceil(Math.max(limits.challengeMinMs, expiryMs ?? limits.challengeDefaultMs))),
    round,
  }
  return { challenge: next, answers: null, rejection: null }
}

/** The server rejected an answer at once: the same challenge enters its next round. */
export const answerRefused = ({ challenge, answersSent }: Context): ContextUpdate => ({
  answersSent: answersSent + 1,
  challenge: challenge === null ? null : { ...challenge, round: answersSent + 2 },
})

/** The same challenge in other words: updates the description, not the deadline. */
export const rephrased = ({ challenge }: Context, { stage }: JobRead): ContextUpdate => {
  if (stage._tag !== 'Challenged' || challenge === null) return {}
  const { description } = stage.challenge
  return description === challenge.description ? {} : { challenge: { ...challenge, description } }
}
