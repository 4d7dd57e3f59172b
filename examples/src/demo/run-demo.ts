import type { Credentials } from '@bank-connection/core'
import { sandboxInstitutions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { type BankEnvironment, openBank } from './open-bank.ts'
import { type DemoOptions, parseOptions, type Stop } from './options.ts'
import { type Prompts, terminalPrompts } from './prompts.ts'
import { createJsonReport, createTextReport, type Output } from './reporter.ts'
import { type Outcome, type Plan, type RunContext, runConnection } from './run-connection.ts'
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
  const { out, signal } = environment
  const parsed = parseOptions(args, out)
  if (E.isLeft(parsed)) return stopped(parsed.left, environment)
  const options = parsed.right
  if (options.list) {
    out(bankTables())
    return 0
  }
  const opened = await openBank(options, environment)
  if (E.isLeft(opened)) return signal.aborted ? 130 : stopped(opened.left, environment)
  const bank = opened.right
  const { now } = bank.port.clock
  const canPrompt = environment.hasTerminal && !options.json && options.institution !== null
  const report = options.json
    ? createJsonReport(environment)
    : createTextReport(environment, environment.hasTerminal ? now : null)
  const prompts = canPrompt ? (environment.prompts ?? terminalPrompts) : null
  let code: number
  let leftovers: readonly string[] = []
  try {
    code = await runPlans({ bank, report, prompts, signal }, plansOf(options), options, environment)
  } finally {
    leftovers = await bank.close()
    for (const line of leftovers) environment.err(line)
  }
  return leftovers.length > 0 && code === 0 ? 1 : code
}

const stopped = ({ code, lines }: Stop, { err }: Output): number => {
  for (const line of lines) err(line)
  return code
}

/** Makes the connections one after the other, and prints a summary. */
const runPlans = async (
  context: RunContext,
  plans: readonly Plan[],
  { json }: DemoOptions,
  environment: Environment,
): Promise<number> => {
  const outcomes: Outcome[] = []
  for (const plan of plans) {
    if (context.signal.aborted) return 130
    const outcome = await runConnection(context, plan, outcomes.length + 1)
    if (E.isLeft(outcome)) return context.signal.aborted ? 130 : stopped(outcome.left, environment)
    outcomes.push(outcome.right)
    const { result } = outcome.right
    if (context.signal.aborted || (E.isLeft(result) && result.left._tag === 'Cancelled')) return 130
  }
  const summary = summaryOf(outcomes)
  if (summary !== '' && !json) environment.out(summary)
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
    ? tour.flatMap(([id, given, ready, expects]) =>
        sandboxInstitutions
          .filter((one) => one.id === id)
          .map((one) => ({
            institution: one,
            credentials: given,
            answers: ready,
            expects,
            answerDelayMs: ANSWER_DELAY_MS,
          })),
      )
    : [{ institution, credentials, answers, expects: 'connected', answerDelayMs: 0 }]
