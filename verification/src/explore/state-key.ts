import { requiredFields } from '@bank-connection/core'
import { type ConnectionSnapshot, isFinished } from '@bank-connection/core/machine'
import { leafOf } from './instrumented-chart.ts'

type Context = ConnectionSnapshot['context']

/**
 * What is the same in all snapshots that are taken for one state: all that a guard can tell apart, and no more. That it
 * is all is not believed but tried: see `Exploration.disagreements`.
 *
 * An end is told by its failure only. Before that: where the machine stands, the intent, the request, which fields the
 * institution demands, how many more attempts and answers there may be, the challenge by its prompts, whether something
 * was rejected, how far the job has shown itself, whether the connection and the job are known, what is held sealed.
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

/** What counts while credentials may be asked for. */
const formOf = ({ request, institution, limits, attempts }: Context): readonly string[] => [
  request,
  fieldsOf(institution),
  `attempts left ${limits.attemptsMax - attempts}`,
  `answersMax ${limits.answersMax}`,
]

/** What counts while there is a job: each begins without any of it. */
const jobOf = (leaf: string, { limits, answersSent, challenge, rejection, steps }: Context): readonly string[] => [
  `answers left ${limits.answersMax - answersSent}`,
  // One that was answered, or that went away, counts only while it may be the same one that comes again.
  challenge === null || (rejection === null && !leaf.endsWith('challenged') && !leaf.endsWith('answering'))
    ? '-'
    : `asks ${challenge.prompts.length}`,
  challenge !== null && answersSent >= challenge.round ? 'answered' : '-',
  rejection === null ? '-' : 'rejected',
  steps.map(stepClassOf).join(''),
]

/** How far a step has come, as far as that can be told from which stage the job shows. */
const stepClassOf = ({ title, status }: Context['steps'][number]): string => {
  if (isFinished({ status })) return 'F'
  return title === 'mfa-challenge' && status === 'in-progress' ? 'I' : 'o'
}

const fieldsOf = (institution: Context['institution']): string =>
  institution === null
    ? 'unknown'
    : (['create', 'update'] as const).map((purpose) => requiredFields(institution, purpose)?.join('+') ?? '∅').join(' ')

/** Whether a refusal of the credentials can lead to another attempt. */
const mayRetry = ({ intent, institution, request, limits, attempts }: Context): boolean =>
  intent.type !== 'follow' &&
  attempts + 1 < limits.attemptsMax &&
  institution !== null &&
  requiredFields(institution, request === 'create' ? 'create' : 'update') !== null
