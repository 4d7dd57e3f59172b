import type { Mutant } from './catalogue/mutant.ts'
import type { Finding } from './checks/finding.ts'

/** The result of the harness for one mutant. */
export interface MutantResult {
  readonly mutant: Mutant
  /** Whether the text that the mutant replaces occurs exactly once. */
  readonly isPlanted: boolean
  /** One for each seed, in order. */
  readonly runs: readonly { readonly seed: number; readonly finding: Finding | null; readonly seconds: number }[]
}

const slowest = ({ runs }: MutantResult): number => Math.max(0, ...runs.map(({ seconds }) => seconds))

const lawsOf = ({ runs }: MutantResult): readonly string[] => [
  ...new Set(runs.flatMap(({ finding }) => (finding === null ? [] : [finding.law]))),
]

const survivedIn = ({ runs }: MutantResult): readonly number[] =>
  runs.flatMap(({ seed, finding }) => (finding === null ? [seed] : []))

/** One line for one mutant. */
export const describeResult = (result: MutantResult): string => {
  const { mutant, isPlanted, runs } = result
  if (!isPlanted) return `NOT PLANTED ${mutant.name}: its text does not occur exactly once in ${mutant.file}`
  const survived = survivedIn(result)
  const word = survived.length === 0 ? 'found   ' : 'SURVIVED'
  const laws = lawsOf(result).join(' | ')
  const where = survived.length === 0 ? '' : ` with seed ${survived.join(', ')}`
  return `${word} ${slowest(result).toFixed(1).padStart(5)} s  ${mutant.name}${where}: ${laws} (${runs.length} seeds)`
}

/** A page with the table of all mutants. */
export const pageOf = (results: readonly MutantResult[], limitS: number): string => {
  const rows = results.map((result) => {
    const { mutant, runs } = result
    const found = runs.length - survivedIn(result).length
    const laws = lawsOf(result).map(cell).join('; ')
    return `| ${cell(mutant.name)} | \`${mutant.file}\` | ${laws} | ${Math.ceil(slowest(result))} | ${found} of ${runs.length} |`
  })
  return [
    '# Mutants',
    '',
    `Bugs planted in a copy of the code, one at a time, and what found each of them within ${limitS} seconds with every`,
    'seed: a law, the state of the simulated bank, the reference, or a replay. Written by',
    '`pnpm mutants --report docs/mutants.md`; the command fails if a bug is not found.',
    '',
    '| bug | file | found by | slowest, in seconds | seeds |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
