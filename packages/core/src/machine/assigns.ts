import type { JobId } from '../codec/ids.ts'
import { connectionIdOf, type Job, StepStatus, StepTitle } from '../codec/job.ts'
import { isKnown } from '../codec/open.ts'
import { mfaExpectation, missingFields, unexpectedFields } from '../domain/authorization.ts'
import { stageOf } from '../domain/job-stage.ts'
import { advanceSteps } from '../domain/progress.ts'
import { unreachable } from '../failure/connection-failure.ts'
import type { Anomaly, Challenge, ConnectionInput, Context, JobOrigin, Rejection } from './context.ts'
import type { JobRead, Submit } from './event.ts'
import { demandsOf, goesBack, isSameChallenge } from './guards.ts'
import { defaultLimits } from './limits.ts'

type ContextUpdate = Partial<Context>

/** Longest time given to a challenge, in milliseconds: a job does not live so long. */
const CHALLENGE_MAX_MS = 90 * 86_400_000

/** What is in no saved connection. */
const transient = { incomplete: null, credentials: null, answers: null, resumeAt: null } as const

/** What a connection begins with. Total: the pure `transition` asks for it without an input, and drops what it gets. */
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

/**
 * What a connection knows that was saved while a request was on its way: nobody knows whether it had left. What is
 * looked for next finds out.
 */
export const interrupted: ContextUpdate = { rejection: unreachable('cancelled', 'unknown') }

/** Takes the credentials on their way: what was asked for before is answered. */
export const submitted = ({ at, credentials }: Submit): ContextUpdate => ({
  credentials,
  requestedAt: at,
  incomplete: null,
  rejection: null,
  steps: [],
})

/** What a submit that does not fit lacks, and what it has too much. */
export const incompleteOf = (context: Context, { given }: Submit): ContextUpdate => {
  const required = demandsOf(context) ?? []
  return {
    incomplete: {
      _tag: 'CredentialsIncomplete',
      missing: missingFields(required, given),
      unexpected: unexpectedFields(required, given),
    },
  }
}

/** A job begins: what an earlier one has shown is forgotten. */
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

/** The bank refused the credentials: others are asked for. A refresh goes on as an update of the same connection. */
export const credentialsDenied = (context: Context, rejection: Rejection): ContextUpdate => ({
  attempts: context.attempts + 1,
  request: context.request === 'refresh' ? 'update' : context.request,
  connectionId: context.intent.type === 'create' ? null : context.connectionId,
  jobId: null,
  previousJobIds: context.jobId === null ? context.previousJobIds : [...context.previousJobIds, context.jobId],
  rejection,
  credentials: null,
})

/** The steps as far as they have come, and the connection as soon as the job names it. */
export const reading = (context: Context, { at, previousAt, job }: JobRead): ContextUpdate => ({
  steps: advanceSteps(context.steps, job, Math.round((previousAt + at) / 2)),
  connectionId: connectionOf(context, job),
  // An answer that seemed lost has arrived when the job goes on.
  rejection: stageOf(job)._tag === 'Challenged' ? context.rejection : null,
  anomalies: [...new Set([...context.anomalies, ...anomaliesIn(context, job)])],
})

/** The connection that was asked for, or that the job names: a job does not lead a refresh to another connection. */
const connectionOf = ({ intent, connectionId }: Context, job: Job): Context['connectionId'] =>
  intent.type === 'refresh' || intent.type === 'update' ? intent.connectionId : (connectionIdOf(job) ?? connectionId)

const isAnswered = ({ steps }: Job): boolean =>
  steps.some(({ title, status }) => title === 'mfa-challenge' && status === 'success')

const anomaliesIn = (context: Context, job: Job): readonly Anomaly[] => {
  const stage = stageOf(job)
  const expected = context.institution === null ? null : mfaExpectation(context.institution.authorization)
  const found: Anomaly[] = []
  if (goesBack(context, job)) found.push('step-regressed')
  if (stage._tag === 'Challenged' && expected === 'never') found.push('challenge-unexpected')
  if (stage._tag === 'Done' && expected === 'always' && context.challenge === null && !isAnswered(job))
    found.push('challenge-absent')
  if (job.steps.some(({ title, status }) => !isKnown(StepTitle, title) || !isKnown(StepStatus, status)))
    found.push('value-unrecognised')
  return found
}

/**
 * The challenge that the job shows, with its deadline counted from now: the server does not say when it began. After an
 * answer that may have got lost, the same challenge is the same one still: its deadline and the loss stay.
 */
export const challenged = (context: Context, { at, job }: JobRead): ContextUpdate => {
  const { challenge, limits, rejection, answersSent } = context
  const stage = stageOf(job)
  if (stage._tag !== 'Challenged') return {}
  const { method, description, prompts, expiryMs } = stage.challenge
  const round = answersSent + 1
  if (challenge !== null && rejection !== null && isSameChallenge(context, job))
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

/** The server refused an answer on the spot: the same challenge is in its next round. */
export const answerRefused = ({ challenge, answersSent }: Context): ContextUpdate => ({
  answersSent: answersSent + 1,
  challenge: challenge === null ? null : { ...challenge, round: answersSent + 2 },
})

/** The same challenge in other words: only they change, not its deadline. */
export const rephrased = ({ challenge }: Context, { job }: JobRead): ContextUpdate => {
  const stage = stageOf(job)
  if (stage._tag !== 'Challenged' || challenge === null) return {}
  const { description } = stage.challenge
  return description === challenge.description ? {} : { challenge: { ...challenge, description } }
}
