import type { Credentials } from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'
import { accessOf, findBank } from './banks.ts'
import { createAbsentPerson } from './person.ts'
import type { Plan } from './plan.ts'
import { type Outcome, runConnection, type Scene } from './run-connection.ts'

/** A connection that the demo makes by itself. */
export interface Stop {
  readonly plan: Plan
  readonly credentials: Credentials
  /** What a second factor is answered with; `null` where none is expected. */
  readonly answers: readonly string[] | null
}

const stop = (id: string, credentials: Credentials, answers: Stop['answers'] = null): readonly Stop[] => {
  const institution = findBank(id)
  if (institution === null) return []
  return [
    { plan: { institution, about: accessOf(institution), expects: 'connected', attemptsMax: 1 }, credentials, answers },
  ]
}

const refused = ({ plan, ...rest }: Stop): Stop => ({
  ...rest,
  plan: { ...plan, about: 'a wrong password, to be refused', expects: 'refused' },
})

const gavin: Credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

/** Each way in which a bank lets its users in, and a wrong password. */
export const stops: readonly Stop[] = [
  ...stop('AU00000', gavin),
  ...stop('AU19301', { userToken: 'token:PTln18RhwL' }),
  ...stop('AU00002', gavin, ['Hooli']),
  ...stop('AU00003', { loginId: 'richard', password: 'tabsnotspaces' }, ['1234']),
  ...stop('AU00000', { ...gavin, password: 'wrong-password' }).map(refused),
]

/** How long a question stays on the screen before it is answered, in the bank's milliseconds. */
const THINKING_MS = 6_000

/** Makes the connections one after the other, until one is interrupted. Never rejects. */
export const runTour = async (scene: Scene, itinerary: readonly Stop[]): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const { plan, credentials, answers } of itinerary) {
    if (scene.signal.aborted) return outcomes
    const person = createAbsentPerson({ credentials, answers }, thinking(scene.port.clock))
    outcomes.push(await runConnection(scene, plan, person, outcomes.length + 1))
  }
  return outcomes
}

const thinking =
  (clock: Clock) =>
  (signal: AbortSignal): Promise<void> =>
    clock.sleep(THINKING_MS, signal)
