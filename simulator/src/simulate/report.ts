import type { Coverage } from './coverage.ts'

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
export const SHOWN = [
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
