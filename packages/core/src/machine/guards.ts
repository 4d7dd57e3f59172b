import type { either as E } from 'fp-ts'
import type { CredentialField } from '../codec/credentials.ts'
import { connectionIdOf, type StepChallenge } from '../codec/job.ts'
import { missingFields, requiredFields, unexpectedFields } from '../domain/authorization.ts'
import { type JobStage, rankOf, stageOf } from '../domain/job-stage.ts'
import type { StepFailed } from '../failure/connection-failure.ts'
import type { PortError, Refused, TokenUnavailable } from '../failure/port-error.ts'
import type { Context } from './context.ts'
import type { Answer, JobRead, Submit } from './event.ts'

/** The result of a call, and when it settled, in milliseconds since the Unix epoch. */
export interface Timed<A> {
  readonly at: number
  readonly result: E.Either<PortError, A>
}

/** The fields that the next request requires; `null` if the institution cannot be connected this way. */
export const requiredFieldsOf = ({
  institution,
  request,
}: Pick<Context, 'institution' | 'request'>): readonly CredentialField[] | null =>
  institution === null ? null : requiredFields(institution, request === 'update' ? 'update' : 'create')

/** Whether exactly the required fields are given. */
export const hasRequiredFields = (context: Context, { given }: Submit): boolean => {
  const required = requiredFieldsOf(context)
  return (
    required !== null && missingFields(required, given).length === 0 && unexpectedFields(required, given).length === 0
  )
}

/** How many answers a challenge requires: one per prompt, or one confirmation. */
export const requiredAnswers = ({ prompts }: Pick<StepChallenge, 'prompts'>): number => Math.max(1, prompts.length)

/** Whether there is an answer for every prompt, in time. */
export const answersEveryPrompt = ({ challenge }: Context, { at, count }: Answer): boolean =>
  challenge !== null && count === requiredAnswers(challenge) && at < challenge.expiresAt

/**
 * Whether other credentials may help. A retry doesn't help a locked account or a login without the required second factor,
 * which have the same code: only the text tells them apart.
 *
 * @source Basiq API v2.1, "Codes": `invalid-credentials` has four variants
 */
export const rejectsCredentials = (failure: StepFailed | PortError): boolean => {
  if (failure._tag !== 'StepFailed' && failure._tag !== 'Refused') return false
  const detail = (failure.detail ?? '').toLowerCase()
  return (
    failure.code === 'invalid-credentials' &&
    !detail.includes('locked') &&
    !detail.includes('multi-factor authentication is not supported')
  )
}

/** Whether the user may try other credentials, counting this attempt. */
export const mayRetry = ({ attempts, intent, institution, limits, request }: Context): boolean =>
  intent.type !== 'follow' &&
  attempts + 1 < limits.attemptsMax &&
  requiredFieldsOf({ institution, request: request === 'refresh' ? 'update' : request }) !== null

/** Whether a failed request may have taken effect. */
export const mayHaveArrived = (error: PortError): boolean => {
  switch (error._tag) {
    case 'Unreachable':
      return error.delivered === 'unknown'
    case 'MalformedResponse':
      return true
    case 'Refused':
      return error.status >= 500
    case 'TokenUnavailable':
      return false
  }
}

/** Whether the request was certainly not delivered and may be retried. */
export const notSent = (error: PortError): boolean => {
  switch (error._tag) {
    case 'Unreachable':
      return error.delivered === 'no' && error.reason !== 'cancelled' && error.reason !== 'untrusted'
    case 'TokenUnavailable':
      return mayGetTokenLater(error)
    case 'MalformedResponse':
    case 'Refused':
      return false
  }
}

/** Whether a later retry may get a token without anyone's action. */
export const mayGetTokenLater = ({ reason }: TokenUnavailable): boolean =>
  reason !== 'keyRejected' && reason !== 'accountDisabled'

/** Whether the server rejected the answer itself, so that the user may give another. */
export const refusesAnswer = (error: PortError): boolean =>
  error._tag === 'Refused' && error.status >= 400 && error.status < 500 && !refusesCaller(error)

const refusesCaller = ({ status }: Refused): boolean => status === 401 || status === 403

/** The failure of a job, whose reason may be missing; `null` if the job has not failed. */
export const failureOf = (context: Context, { job, stage }: Pick<JobRead, 'job' | 'stage'>): StepFailed | null => {
  if (stage._tag !== 'Failed') return null
  const detail = stage.problem?.detail ?? stage.problem?.title ?? null
  return {
    _tag: 'StepFailed',
    jobId: job.id,
    connectionId: context.connectionId ?? connectionIdOf(job),
    step: stage.step,
    code: plainText(stage.problem?.code ?? 'unknown', CODE_LENGTH_MAX),
    detail: detail === null ? null : plainText(detail, DETAIL_LENGTH_MAX),
  }
}

/** Longest code and text of the server that a failure keeps, in UTF-16 code units. */
const CODE_LENGTH_MAX = 100
const DETAIL_LENGTH_MAX = 300

/** The start of a server text on one line: control characters become spaces. */
const plainText = (text: string, lengthMax: number): string =>
  Array.from(text.slice(0, lengthMax), (character) => (isControl(character) ? ' ' : character)).join('')

const isControl = (character: string): boolean => {
  const code = character.charCodeAt(0)
  return code < 0x20 || (code >= 0x7f && code < 0xa0)
}

/** Whether the job still shows the challenge that the user is being asked. */
export const isSameChallenge = ({ challenge }: Pick<Context, 'challenge'>, stage: JobStage): boolean =>
  stage._tag === 'Challenged' &&
  challenge !== null &&
  stage.challenge.method === challenge.method &&
  stage.challenge.prompts.length === challenge.prompts.length &&
  stage.challenge.prompts.every((prompt, i) => prompt === challenge.prompts[i])

/** Whether the job is at an earlier stage than the steps already shown, or than a challenge already answered. */
export const goesBack = ({ steps, challenge, answersSent }: Context, stage: JobStage): boolean => {
  const shown = stageOf({ steps: steps.map((step) => ({ ...step, result: null })) })._tag
  const isAnswered = challenge !== null && answersSent >= challenge.round
  const rank = Math.max(rankOf(shown), isAnswered ? rankOf('VerifyingAnswer') : 0)
  return rankOf(stage._tag) < rank
}
