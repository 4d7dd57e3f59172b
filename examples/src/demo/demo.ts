import { createMemoryBank, type MemoryBank } from '@bank-connection/memory-adapter'
import { either as E, function as F } from 'fp-ts'
import { bankList } from './bank-list.ts'
import { accessOf } from './banks.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import type { Invocation, Run } from './invocation.ts'
import { parseOptions } from './options.ts'
import { createAbsentPerson, type Misused } from './person.ts'
import type { Output, Reporter } from './reporter.ts'
import { isAsExpected, type Outcome, runConnection, type Scene } from './run-connection.ts'
import { createJsonReporter } from './show-json.ts'
import { createListrReporter } from './show-listr.ts'
import { createPlainReporter } from './show-plain.ts'
import { summaryOf } from './summary.ts'
import { createTerminalPerson } from './terminal-person.ts'
import { runTour, stops } from './tour.ts'

/** The surroundings of a run. */
export interface Stage extends Output {
  /** Whether a person sits at a terminal. */
  readonly hasTerminal: boolean
  /** Aborts when the person interrupts. */
  readonly signal: AbortSignal
}

type One = Extract<Invocation, { readonly _tag: 'One' }>

/** Does what the words after `pnpm demo` ask for. Never rejects. */
export const runDemo = (words: readonly string[], stage: Stage): Promise<ExitCode> =>
  F.pipe(
    parseOptions(words, stage.hasTerminal),
    E.match(
      async (misuse) => refuse(misuse, stage),
      (invocation) => perform(invocation, stage),
    ),
  )

const refuse = ({ line }: Misused, { err }: Stage): ExitCode => {
  err(line)
  return exitCode.misused
}

const perform = async (invocation: Invocation, stage: Stage): Promise<ExitCode> => {
  switch (invocation._tag) {
    case 'Help':
      stage.out(invocation.text)
      return exitCode.done
    case 'List':
      stage.out(bankList())
      return exitCode.done
    case 'Tour': {
      const scene = sceneOf(invocation, stage)
      return conclude(await runTour(scene, stops), scene.reporter, stage)
    }
    case 'One': {
      const scene = sceneOf(invocation, stage)
      return conclude([await runOne(invocation, scene, stage)], scene.reporter, stage)
    }
  }
}

/** Jobs of much the same length, whatever the seed, so that a run takes about as long as the help says. */
const STEADY = { medianMs: 8_500, logSd: 0.25 } as const

const sceneOf = ({ speed, seed, isJson }: Run, stage: Stage): Scene => {
  const { port, userId } = createMemoryBank({ seed, time: { speed }, durations: STEADY })
  return { port, userId, reporter: reporterOf(isJson, stage, port), signal: stage.signal }
}

const reporterOf = (isJson: boolean, stage: Stage, { clock }: MemoryBank['port']): Reporter => {
  if (isJson) return createJsonReporter(stage)
  return stage.hasTerminal ? createListrReporter(stage, clock.now) : createPlainReporter(stage)
}

/** The number of attempts of somebody who cannot be asked again is one. */
const runOne = ({ institution, known, isJson }: One, scene: Scene, { hasTerminal }: Stage): Promise<Outcome> => {
  const canAsk = hasTerminal && !isJson
  const plan = {
    institution,
    about: accessOf(institution),
    expects: 'connected',
    attemptsMax: canAsk ? 3 : 1,
  } as const
  const person = canAsk ? createTerminalPerson(known, scene.reporter.rest) : createAbsentPerson(known)
  return runConnection(scene, plan, person, 1)
}

const conclude = (outcomes: readonly Outcome[], { end }: Reporter, stage: Stage): ExitCode => {
  if (outcomes.some((outcome) => outcome._tag === 'Failed' && outcome.failure._tag === 'Cancelled'))
    return exitCode.cancelled
  const misuse = outcomes.find((outcome) => outcome._tag === 'Misused')
  if (misuse !== undefined) return refuse(misuse, stage)
  const summary = summaryOf(outcomes)
  if (summary !== '') end(summary)
  return outcomes.every(isAsExpected) ? exitCode.done : exitCode.failed
}
