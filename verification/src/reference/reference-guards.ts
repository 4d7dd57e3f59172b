import { type PortError, requiredFields } from '@bank-connection/core'
import type { Job } from '@bank-connection/core/codec'
import { isFinished } from '@bank-connection/core/machine'
import type { ReferenceState } from './reference-state.ts'

/** Merges a poll into the shown steps. No step goes back: a finished step may only fail, a started one stays started. */
export const merged = (shown: ReferenceState['shown'], { steps }: Job): ReferenceState['shown'] => {
  const now: ReferenceState['shown'][number][] = steps.map(({ title, status, result }) => {
    const before = shown.find((step) => step.title === title)
    const goesBack =
      before !== undefined &&
      ((isFinished(before) && status !== 'failed') ||
        (before.status === 'in-progress' && status === 'pending' && result?._tag !== 'Problem'))
    return goesBack ? before : { title, status }
  })
  // A finished step that is left out is still finished.
  shown.forEach((step, i) => {
    if (isFinished(step) && KNOWN.includes(step.title) && !steps.some(({ title }) => title === step.title))
      now.splice(i, 0, step)
  })
  return now
}

const KNOWN: readonly string[] = [
  'verify-credentials',
  'mfa-challenge',
  'retrieve-accounts',
  'retrieve-transactions',
  'retrieve-statements',
]

const ORDER = [
  ['Verifying', 'Parked'],
  ['Challenged', 'VerifyingAnswer'],
  ['RetrievingAccounts'],
  ['RetrievingTransactions'],
]
/** The rank of a stage in the order of a job. */
export const rankOf = (tag: string): number => (ORDER.findIndex((tags) => tags.includes(tag)) + 5) % 5

/** The fields that the next request requires; `null` if the institution is unknown or unsupported. */
export const required = ({
  institution,
  request,
}: Pick<ReferenceState, 'institution' | 'request'>): readonly string[] | null =>
  institution === null ? null : requiredFields(institution, request === 'update' ? 'update' : 'create')

/** Whether exactly the required fields are given. */
export const hasExactFields = (state: ReferenceState, given: readonly string[]): boolean => {
  const fields = required(state)
  return fields !== null && fields.length === given.length && fields.every((field) => given.includes(field))
}

/** Whether a challenge is open, and this answer is in time and has one entry per prompt. */
export const acceptsAnswer = ({ place, challenge }: ReferenceState, at: number, count: number): boolean =>
  place === 'following.challenged' &&
  challenge !== null &&
  at < challenge.expiresAt &&
  count === Math.max(1, challenge.prompts.length)

/** Whether the user may enter other credentials. */
export const mayRetry = ({ intent, attempts, limits, institution, request }: ReferenceState): boolean =>
  intent.type !== 'follow' &&
  attempts + 1 < limits.attemptsMax &&
  required({ institution, request: request === 'create' ? 'create' : 'update' }) !== null

/** Whether the bank rejected the credentials themselves, so that others may succeed. */
export const isDenial = (code: string | undefined, detail: string | null): boolean =>
  code === 'invalid-credentials' && !/locked|multi-factor authentication is not supported/iu.test(detail ?? '')

/** Whether the request was not sent, so that it can be repeated without looking for its job. */
export const isUnsent = (error: PortError): boolean =>
  error._tag === 'Unreachable'
    ? error.delivered === 'no' && ['offline', 'timeout', 'busy'].includes(error.reason)
    : error._tag === 'TokenUnavailable' && !['keyRejected', 'accountDisabled'].includes(error.reason)

/** Whether the outcome of a request is unknown. */
export const mayHaveArrived = (error: PortError): boolean =>
  error._tag === 'MalformedResponse' ||
  (error._tag === 'Unreachable' && error.delivered === 'unknown') ||
  (error._tag === 'Refused' && error.status >= 500)
