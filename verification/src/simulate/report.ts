import { cpus } from 'node:os'
import { connectionLaws } from '@bank-connection/core/testing'
import { storyLaws, type Weather } from '@bank-connection/memory-adapter/testing'
import type { Coverage } from './coverage.ts'
import type { Over } from './simulate-chunk.ts'

/** A run that kept every law. */
export interface Run {
  readonly seed: number
  readonly weather: Weather | null
  readonly over: Over
  /** How many processes. */
  readonly jobs: number
  /** How long it took, in milliseconds. */
  readonly ms: number
  readonly coverage: Coverage
}

/** A run in a few lines. */
export const summary = ({ seed, weather, over, jobs, ms, coverage }: Run): string => {
  const { connections, events, requests, simulatedMs } = coverage
  const rate = connections / (ms / 1_000)
  return [
    `${connections} connections over ${over}, ${weather ?? 'in all weathers'}: ${events} events, ${requests} requests,`,
    `${(simulatedMs / 86_400_000 / 365.25).toFixed(1)} years of the bank's time in ${(ms / 1_000).toFixed(0)} s,`,
    `${Math.round(rate)} a second in ${jobs} processes. Every law was kept. Seed ${seed}.`,
  ].join(' ')
}

/** The page about a run; of several commits it was stopped and gone on with at each. */
export const simulationPage = (run: Run, commits: readonly string[]): readonly string[] => {
  const { seed, weather, over, jobs } = run
  const command = `pnpm simulate --connections ${run.coverage.connections} --seed ${seed}`
  return [
    '# A simulation, and what it reached',
    '',
    'Written by `pnpm simulate --report`; what a story is, and how to play one of your own, is in [testing](testing.md).',
    '',
    summary(run),
    '',
    `Again: \`${command}${weather === null ? '' : ` --profile ${weather}`}${over === 'memory' ? '' : ` --over ${over}`}\``,
    `at commit \`${commits.join('`, then `')}\`, on Node ${process.versions.node}, ${jobs} processes, ${cpus()[0]?.model ?? 'an unknown processor'}.`,
    '',
    'After every event of every connection these laws are checked:',
    '',
    ...connectionLaws.map(({ name }) => `- ${name}`),
    '',
    'and after its end, by what the simulated bank knows:',
    '',
    ...storyLaws.map(({ name }) => `- ${name}`),
    '- MUST end with crashes as it ends without (one story of 32)',
    '- MUST go the same way again, byte for byte (one story of 64)',
    '',
    'Promises that no story shows are held elsewhere: that the machine goes as a reference without XState, from every state on',
    'every event ([exploration](exploration.md)); that credentials are dropped with the request that carries them, and that no',
    'sink of a hostile bank tells a secret (the properties of the machine and `pnpm canary`); that HTTP gives what memory gives',
    '(the properties of the HTTP adapter, and `pnpm simulate --over http`, which also judges every request on the wire); that a',
    'process may be killed at any step (`pnpm kill`); and that all this would be seen (`pnpm mutants`).',
    '',
    ...tellCoverage(run.coverage),
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

/** What was shown, in the order of a connection. */
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

/** States × faults, faults × outcomes, weather × outcomes, and the cells that nothing has reached. */
export const tellCoverage = (coverage: Coverage): readonly string[] => {
  const { strikes, outcomes, weathers, crashes } = coverage
  const faults = parts(strikes, 1)
  const ends = parts(weathers, 1)
  const empty = faults.flatMap((fault) =>
    SHOWN.filter((shown) => strikes[`${shown}|${fault}`] === undefined).map((shown) => [fault, shown] as const),
  )
  return [
    '## What a fault struck: faults × what was shown',
    '',
    ...table('fault', faults, SHOWN, (fault, shown) => strikes[`${shown}|${fault}`] ?? 0),
    ...table('crash', ['crash'], SHOWN, (_, shown) => crashes[`${shown}|crash`] ?? 0).slice(2),
    '',
    '## What came of it: faults × outcomes',
    '',
    ...table('fault', faults, ends, (fault, end) => outcomes[`${fault}|${end}`] ?? 0),
    '',
    '## Weather × outcomes',
    '',
    ...table('weather', parts(weathers, 0), ends, (weather, end) => weathers[`${weather}|${end}`] ?? 0),
    '',
    '## Cells that nothing has reached',
    '',
    ...(empty.length === 0
      ? ['None.']
      : SHOWN.flatMap((shown) => {
          const missing = empty.filter(([, other]) => other === shown).map(([fault]) => fault)
          return missing.length === 0
            ? []
            : [`- ${shown}: ${missing.length === faults.length ? 'no fault at all' : missing.join(', ')}`]
        })),
  ]
}
