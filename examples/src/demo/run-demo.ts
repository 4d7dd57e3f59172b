import type { Credentials } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { DemoEvent } from './demo-event.ts'
import { type BankEnvironment, type OpenBank, openBank } from './open-bank.ts'
import { type DemoOptions, institutionOf, parseOptions, Stop } from './options.ts'
import type { Prompts } from './prompts.ts'
import { createTextReport, type Output } from './reporter.ts'
import { type Outcome, type Plan, runConnection } from './run-connection.ts'
import { bankTables, summaryOf } from './table.ts'

/** What the process gives to a run. */
export interface Environment extends Output, BankEnvironment {
  readonly hasTerminal: boolean
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
  /** Prompts at the terminal when absent. */
  readonly prompts?: Prompts
}

/** Runs `pnpm demo` with these arguments. Resolves with the exit code. */
export const runDemo = async (args: readonly string[], environment: Environment): Promise<number> => {
  const { out, err, signal } = environment
  let bank: OpenBank | null = null
  let code: number
  let leftovers: readonly string[] = []
  try {
    const options = parseOptions(args, out)
    if (options.list) {
      out(bankTables())
      return 0
    }
    bank = await openBank(options, environment)
    code = await runPlans(bank, options, environment)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    code = signal.aborted ? 130 : error.code
    for (const line of signal.aborted ? [] : error.lines) err(line)
  } finally {
    leftovers = (await bank?.close()) ?? []
    for (const line of leftovers) err(line)
  }
  return leftovers.length > 0 && code === 0 ? 1 : code
}

/** Makes the connections one after the other, and prints a summary. */
const runPlans = async (bank: OpenBank, options: DemoOptions, environment: Environment): Promise<number> => {
  const { out, hasTerminal, signal } = environment
  const { json, institution } = options
  const canPrompt = hasTerminal && !json && institution !== null
  // Loaded only when the run may prompt.
  const prompts = canPrompt ? (environment.prompts ?? (await import('@inquirer/prompts'))) : null
  const report = json
    ? (event: DemoEvent) => out(JSON.stringify(event))
    : createTextReport(environment, hasTerminal ? bank.port.clock.now : null)
  const outcomes: Outcome[] = []
  for (const plan of plansOf(options)) {
    if (signal.aborted) return 130
    const outcome = await runConnection({ bank, report, prompts, signal }, plan, outcomes.length + 1)
    outcomes.push(outcome)
    const { result } = outcome
    if (signal.aborted || (E.isLeft(result) && result.left._tag === 'Cancelled')) return 130
  }
  const summary = summaryOf(outcomes)
  if (summary !== '' && !json) out(summary)
  return outcomes.every(({ isExpected }) => isExpected) ? 0 : 1
}

const gavin: Credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

/** Institution, credentials and answers: each way to log in, then a wrong password. */
const tour: readonly (readonly [string, Credentials, Plan['answers'], Plan['expects']])[] = [
  ['AU00000', gavin, null, 'connected'],
  ['AU19301', { userToken: 'token:PTln18RhwL' }, null, 'connected'],
  ['AU00002', gavin, ['Hooli'], 'connected'],
  ['AU00003', { loginId: 'richard', password: 'tabsnotspaces' }, ['1234'], 'connected'],
  ['AU00000', { ...gavin, password: 'wrong-password' }, null, 'refused'],
]

/** How long the tour shows a question before it answers, in bank milliseconds. */
const ANSWER_DELAY_MS = 6_000

const plansOf = ({ institution, credentials, answers }: DemoOptions): readonly Plan[] =>
  institution === null
    ? tour.map(([id, given, ready, expects]) => ({
        institution: institutionOf(id),
        credentials: given,
        answers: ready,
        expects,
        answerDelayMs: ANSWER_DELAY_MS,
      }))
    : [{ institution, credentials, answers, expects: 'connected', answerDelayMs: 0 }]
