import { cpus } from 'node:os'
import { connectionLaws } from '@bank-connection/core/testing'
import { storyLaws, type Weather } from '@bank-connection/memory-adapter/testing'
import type { Coverage } from './coverage.ts'
import type { Over } from './simulate-chunk.ts'

/** A run without a broken law. */
export interface Run {
  readonly seed: number
  readonly weather: Weather | null
  readonly over: Over
  /** Number of processes. */
  readonly jobs: number
  /** Duration in milliseconds. */
  readonly ms: number
  readonly coverage: Coverage
}

/** A summary of a run in one line. */
export const summary = ({ seed, weather, over, jobs, ms, coverage }: Run): string => {
  const { connections, events, requests, simulatedMs } = coverage
  const rate = connections / (ms / 1_000)
  return [
    `${connections} connections over ${over}, ${weather ?? 'all weathers'}: ${events} events, ${requests} requests,`,
    `${(simulatedMs / 86_400_000 / 365.25).toFixed(1)} years of the bank's time in ${(ms / 1_000).toFixed(0)} s,`,
    `${Math.round(rate)} per second in ${jobs} processes. No law was broken. Seed ${seed}.`,
  ].join(' ')
}

/** The page about a run. A run that was stopped and resumed may have several commits. */
export const simulationPage = (run: Run, commits: readonly string[]): readonly string[] => {
  const { seed, weather, over, jobs } = run
  const command = `pnpm simulate --connections ${run.coverage.connections} --seed ${seed}`
  return [
    '# Results of a simulation',
    '',
    'Written by `pnpm simulate --report`. [Testing](testing.md) explains stories and how to play your own.',
    '',
    summary(run),
    '',
    `To reproduce: \`${command}${weather === null ? '' : ` --weather ${weather}`}${over === 'memory' ? '' : ` --over ${over}`}\``,
    `at commit \`${commits.join('`, then `')}\`, on Node ${process.versions.node}, ${jobs} processes, ${cpus()[0]?.model ?? 'an unknown processor'}.`,
    '',
    'These laws are checked after every event of every connection:',
    '',
    ...connectionLaws.map(({ name }) => `- ${name}`),
    '',
    'and these after its end, against the state of the simulated bank:',
    '',
    ...storyLaws.map(({ name }) => `- ${name}`),
    '- MUST end with crashes as it ends without (one story of 32)',
    '- MUST be deterministic, byte for byte (one story of 64)',
    '',
    'Other checks cover what stories cannot: the machine agrees with a reference without XState in every state and on every',
    'event ([exploration](exploration.md)); credentials are dropped after the request that sends them, and a hostile bank cannot',
    'make the library leak a secret (properties of the machine, `pnpm canary`); HTTP gives the same results as memory (properties',
    'of the HTTP adapter, and `pnpm simulate --over http`, which also checks every request); a process may be killed at any step',
    '(`pnpm kill`); and these checks find planted bugs (`pnpm mutants`).',
    '',
    ...coverageTables(run.coverage),
  ]
}

/** A table with a name for each row and column, as Markdown. */
const table = (
  title: string,
  rows: readonly string[],
  columns: readonly string[],
  cell: (row: string, column: string) => number,
): readonly string[] => [
  `| ${title} | ${columns.join(' | ')} |`,
  `|---|${columns.map(() => '--:').join('|')}|`,
  ...rows.map((row) => `| ${row} | ${columns.map((column) => cell(row, column) || '').join(' | ')} |`),
]

const parts = (counts: Readonly<Record<string, number>>, at: 0 | 1): readonly string[] =>
  [...new Set(Object.keys(counts).map((key) => key.split('|')[at] ?? ''))].sort()

/** Views and stages, in the order of a connection. */
const SHOWN = [
  'Preparing',
  'Collecting',
  'Creating',
  'Reconciling',
  'verifying',
  'Challenged',
  'answering',
  'verifyingAnswer',
  'retrievingAccounts',
  'retrievingTransactions',
  'parked',
] as const

/** States × faults, faults × outcomes, weather × outcomes, and the cells that were not reached. */
export const coverageTables = (coverage: Coverage): readonly string[] => {
  const { strikes, outcomes, weathers, crashes } = coverage
  const faults = parts(strikes, 1)
  const ends = parts(weathers, 1)
  const empty = faults.flatMap((fault) =>
    SHOWN.filter((shown) => strikes[`${shown}|${fault}`] === undefined).map((shown) => [fault, shown] as const),
  )
  return [
    '## Faults × views',
    '',
    ...table('fault', faults, SHOWN, (fault, shown) => strikes[`${shown}|${fault}`] ?? 0),
    ...table('crash', ['crash'], SHOWN, (_, shown) => crashes[`${shown}|crash`] ?? 0).slice(2),
    '',
    '## Faults × outcomes',
    '',
    ...table('fault', faults, ends, (fault, end) => outcomes[`${fault}|${end}`] ?? 0),
    '',
    '## Weather × outcomes',
    '',
    ...table('weather', parts(weathers, 0), ends, (weather, end) => weathers[`${weather}|${end}`] ?? 0),
    '',
    '## Combinations that did not occur',
    '',
    ...(empty.length === 0
      ? ['None.']
      : SHOWN.flatMap((shown) => {
          const missing = empty.filter(([, other]) => other === shown).map(([fault]) => fault)
          return missing.length === 0
            ? []
            : [`- ${shown}: ${missing.length === faults.length ? 'no fault' : missing.join(', ')}`]
        })),
  ]
}
