import { requiredFields } from '@bank-connection/core'
import { type ConnectionSnapshot, isFinished } from '@bank-connection/core/machine'
import { leafOf } from './instrumented-chart.ts'

type Context = ConnectionSnapshot['context']

/**
 * The key that all snapshots of one state share: everything that a guard can distinguish, and no more. The exploration
 * checks that nothing is missing: see `Exploration.disagreements`.
 *
 * The key of a final state contains only its failure. Any other key contains the state of the chart, the intent, the
 * request, the fields that the institution requires, the remaining attempts and answers, the number of prompts, whether
 * something was rejected, the progress of the job, whether the connection and the job are known, and which secrets are
 * present.
 */
export const stateKey = ({ value, context, status }: ConnectionSnapshot): string => {
  const leaf = leafOf(value)
  const { connectionId, jobId, credentials, answers, failure, rejection } = context
  if (status !== 'active') return `${leaf} ${failure?._tag ?? 'well'}`
  const isFollowing = leaf.startsWith('following')
  return [
    leaf,
    context.intent.type,
    ...(isFollowing && !mayRetry(context) ? ['no other try'] : formOf(context)),
    ...(isFollowing ? jobOf(leaf, context) : [rejection?._tag ?? '-']),
    connectionId === null ? 'unnamed' : 'named',
    jobId === null ? 'no job' : 'job',
    credentials === null ? '-' : 'credentials',
    answers === null ? '-' : 'answers',
  ].join(' / ')
}

/** The part that matters while credentials may still be requested. */
const formOf = ({ request, institution, limits, attempts }: Context): readonly string[] => [
  request,
  fieldsOf(institution),
  `attempts left ${limits.attemptsMax - attempts}`,
  `answersMax ${limits.answersMax}`,
]

/** The part that matters while a job runs; every job starts without it. */
const jobOf = (leaf: string, { limits, answersSent, challenge, rejection, steps }: Context): readonly string[] => [
  `answers left ${limits.answersMax - answersSent}`,
  // An answered or withdrawn challenge matters only while the same challenge may be repeated.
  challenge === null || (rejection === null && !leaf.endsWith('challenged') && !leaf.endsWith('answering'))
    ? '-'
    : `asks ${challenge.prompts.length}`,
  challenge !== null && answersSent >= challenge.round ? 'answered' : '-',
  rejection === null ? '-' : 'rejected',
  steps.map(stepClassOf).join(''),
]

/** The progress of a step, as far as it affects the stage of the job. */
const stepClassOf = ({ title, status }: Context['steps'][number]): string => {
  if (isFinished({ status })) return 'F'
  return title === 'mfa-challenge' && status === 'in-progress' ? 'I' : 'o'
}

const fieldsOf = (institution: Context['institution']): string =>
  institution === null
    ? 'unknown'
    : (['create', 'update'] as const).map((purpose) => requiredFields(institution, purpose)?.join('+') ?? '∅').join(' ')

/** Whether another attempt is possible after the bank rejects the credentials. */
const mayRetry = ({ intent, institution, request, limits, attempts }: Context): boolean =>
  intent.type !== 'follow' &&
  attempts + 1 < limits.attemptsMax &&
  institution !== null &&
  requiredFields(institution, request === 'create' ? 'create' : 'update') !== null
