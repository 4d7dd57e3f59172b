import type { Clock } from '@bank-connection/core/adapter'
import { either as E, function as F } from 'fp-ts'
import { bankList } from './bank-list.ts'
import { accessOf } from './banks.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import type { Invocation, Run } from './invocation.ts'
import { openVenue } from './open-venue.ts'
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
import type { NoVenue, Surroundings } from './venue.ts'

/** The surroundings of a run. */
export interface Stage extends Output, Surroundings {
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
    case 'Tour':
      return visit(invocation, stage, (scene) => runTour(scene, stops))
    case 'One':
      return visit(invocation, stage, async (scene) => [await runOne(invocation, scene, stage)])
  }
}

/** Opens the bank, makes the connections there, and leaves nothing open or undone, whatever happens. */
const visit = async (
  { place, isJson }: Run,
  stage: Stage,
  run: (scene: Scene) => Promise<readonly Outcome[]>,
): Promise<ExitCode> => {
  const venue = await openVenue(place, stage)()
  if (E.isLeft(venue)) return turnAway(venue.left, stage)
  const { port, userId, note, close } = venue.right
  let code: ExitCode
  let left: readonly string[] = []
  try {
    const reporter = reporterOf(isJson, stage, port.clock)
    code = conclude(await run({ port, userId, note, reporter, signal: stage.signal }), reporter, stage)
  } finally {
    left = await close()
    for (const line of left) stage.err(line)
  }
  return left.length > 0 && code === exitCode.done ? exitCode.failed : code
}

const turnAway = (reason: NoVenue, stage: Stage): ExitCode => {
  if (reason._tag === 'Misused') return refuse(reason, stage)
  for (const line of reason.lines) stage.err(line)
  return stage.signal.aborted ? exitCode.cancelled : exitCode.failed
}

const reporterOf = (isJson: boolean, stage: Stage, clock: Clock): Reporter => {
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
  const hasLeft = outcomes.some((outcome) => outcome._tag === 'Failed' && outcome.failure._tag === 'Cancelled')
  if (hasLeft || stage.signal.aborted) return exitCode.cancelled
  const misuse = outcomes.find((outcome) => outcome._tag === 'Misused')
  if (misuse !== undefined) return refuse(misuse, stage)
  const summary = summaryOf(outcomes)
  if (summary !== '') end(summary)
  return outcomes.every(isAsExpected) ? exitCode.done : exitCode.failed
}
