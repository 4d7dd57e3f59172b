import type { Limits } from '@bank-connection/core'
import type { ConnectionInput } from '@bank-connection/core/machine'
import { AT, institutions } from './sample-values.ts'

type Intent = ConnectionInput['intent']

const intents: Readonly<Record<Intent['type'], Intent>> = {
  create: { type: 'create', institutionId: 'AU00002' },
  refresh: { type: 'refresh', connectionId: 'c-0' },
  update: { type: 'update', connectionId: 'c-0' },
  follow: { type: 'follow', jobId: 'job-0' },
} as unknown as Readonly<Record<Intent['type'], Intent>>

const limits: readonly Partial<Limits>[] = [
  { attemptsMax: 1, answersMax: 1 },
  { attemptsMax: 2, answersMax: 2 },
  { attemptsMax: 3, answersMax: 1 },
]

const inputOf = (
  intent: Intent,
  institution: ConnectionInput['institution'] | null,
  limitsOfIt: Partial<Limits>,
): ConnectionInput => ({
  userId: 'user-1' as ConnectionInput['userId'],
  at: AT,
  intent,
  limits: limitsOfIt,
  ...(institution === null || institution === undefined ? {} : { institution }),
})

/** Each intent, with an institution of each authorization type or none yet, with each of the limits. */
export const allInputs: readonly ConnectionInput[] = Object.values(intents).flatMap((intent) =>
  [null, ...Object.values(institutions)].flatMap((institution) =>
    limits.map((each) => inputOf(intent, institution, each)),
  ),
)

/**
 * One start that reaches most states of the chart: enough to detect a broken chart.
 *
 * @internal
 */
export const oneInput: readonly ConnectionInput[] = [inputOf(intents.create, null, { attemptsMax: 1, answersMax: 1 })]

/**
 * Three starts that reach every state and take every transition of the chart.
 *
 * @internal
 */
export const fewInputs: readonly ConnectionInput[] = [
  inputOf(intents.create, institutions['user-mfa'] ?? null, { attemptsMax: 2, answersMax: 2 }),
  inputOf(intents.refresh, null, { attemptsMax: 1, answersMax: 1 }),
  inputOf(intents.follow, null, { attemptsMax: 1, answersMax: 1 }),
]
