import {
  type BankPort,
  type ConnectionFailure,
  type ConnectionHandle,
  explain,
  openConnection,
  type UserId,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { type AccountRow, readAccounts } from './account-row.ts'
import { adviceOn } from './advice.ts'
import type { DemoEvent } from './demo-event.ts'
import { drive } from './drive.ts'
import type { Misused, Person } from './person.ts'
import type { Plan } from './plan.ts'
import type { Reporter } from './reporter.ts'
import { shownAtFirst } from './show-view.ts'

/** How a connection of the demo ends. */
export type Outcome =
  | { readonly _tag: 'Connected'; readonly plan: Plan; readonly accounts: readonly AccountRow[] }
  | { readonly _tag: 'Failed'; readonly plan: Plan; readonly failure: ConnectionFailure }
  | Misused

/** Where connections are made, and before whom. */
export interface Scene {
  readonly port: BankPort
  readonly userId: UserId
  /** What the bank is and where. */
  readonly note: string
  readonly reporter: Reporter
  /** Aborts when the demo is interrupted. */
  readonly signal: AbortSignal
}

/** Whether the connection ended as it was to be seen to. */
export const isAsExpected = (outcome: Outcome): boolean => {
  switch (outcome._tag) {
    case 'Connected':
      return outcome.plan.expects === 'connected'
    case 'Failed':
      return outcome.plan.expects === 'refused' && isRefusal(outcome.failure)
    case 'Misused':
      return false
  }
}

/**
 * Runs one connection to its end, and tells of it as it goes. Never rejects.
 *
 * @param ordinal - 1 for the first connection of the run
 */
export const runConnection = async (scene: Scene, plan: Plan, person: Person, ordinal: number): Promise<Outcome> => {
  const { port, userId, note, reporter } = scene
  const tell: Tell = (event) => reporter.report({ connection: ordinal, at: port.clock.now(), ...event })
  const { institution, about, expects, attemptsMax } = plan
  const { id: institutionId, name, authorization } = institution
  tell({ event: 'started', bank: note, institutionId, institution: name, authorization, about, expects })
  const opened = openConnection(port, { userId, institutionId, limits: { attemptsMax } })
  const outcome: Outcome = E.isLeft(opened)
    ? { _tag: 'Failed', plan, failure: opened.left }
    : await connectAndRead(opened.right, scene, plan, person, tell)
  if (outcome._tag === 'Failed') {
    const { failure } = outcome
    const expected = isAsExpected(outcome)
    tell({ event: 'failed', expected, failure, explanation: explain(failure), advice: adviceOn(failure) })
  }
  await reporter.rest()
  return outcome
}

type Untold<Event> = Event extends unknown ? Omit<Event, 'connection' | 'at'> : never

type Tell = (event: Untold<DemoEvent>) => void

const connectAndRead = async (
  handle: ConnectionHandle,
  { port, signal }: Scene,
  plan: Plan,
  person: Person,
  tell: Tell,
): Promise<Outcome> => {
  const { clock } = port
  const first = shownAtFirst(plan.institution.authorization, clock.now())
  const end = await drive(handle, first, { person, clock, signal, tell })
  if (E.isLeft(end)) return end.left._tag === 'Misused' ? end.left : { _tag: 'Failed', plan, failure: end.left }
  const { connected, elapsedMs } = end.right
  const accounts = await readAccounts(port, connected, signal)()
  if (E.isLeft(accounts)) return { _tag: 'Failed', plan, failure: accounts.left }
  const { connectionId, jobId } = connected
  tell({ event: 'connected', connectionId, jobId, elapsedMs, accounts: accounts.right })
  return { _tag: 'Connected', plan, accounts: accounts.right }
}

const isRefusal = (failure: ConnectionFailure): boolean =>
  failure._tag === 'StepFailed' && failure.step === 'verify-credentials' && failure.code === 'invalid-credentials'
