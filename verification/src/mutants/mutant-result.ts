import type { Mutant } from './catalogue/mutant.ts'
import type { Finding } from './checks/finding.ts'

/** What the harness made of one mutant. */
export interface Verdict {
  readonly mutant: Mutant
  /** Whether the code still has the place where the bug is to be planted. */
  readonly isPlanted: boolean
  /** One for each seed, in their order. */
  readonly looks: readonly { readonly seed: number; readonly finding: Finding | null; readonly seconds: number }[]
}

const slowest = ({ looks }: Verdict): number => Math.max(0, ...looks.map(({ seconds }) => seconds))

const lawsOf = ({ looks }: Verdict): readonly string[] => [
  ...new Set(looks.flatMap(({ finding }) => (finding === null ? [] : [finding.law]))),
]

const survivedIn = ({ looks }: Verdict): readonly number[] =>
  looks.flatMap(({ seed, finding }) => (finding === null ? [seed] : []))

/** One line for one mutant. */
export const wordsOf = (verdict: Verdict): string => {
  const { mutant, isPlanted, looks } = verdict
  if (!isPlanted) return `NOT PLANTED ${mutant.name}: ${mutant.file} does not have its place, or has it twice`
  const survived = survivedIn(verdict)
  const word = survived.length === 0 ? 'found   ' : 'SURVIVED'
  const laws = lawsOf(verdict).join(' | ')
  const where = survived.length === 0 ? '' : ` with seed ${survived.join(', ')}`
  return `${word} ${slowest(verdict).toFixed(1).padStart(5)} s  ${mutant.name}${where}: ${laws} (${looks.length} seeds)`
}

/** A page with the table of all mutants. */
export const pageOf = (verdicts: readonly Verdict[], limitS: number): string => {
  const rows = verdicts.map((verdict) => {
    const { mutant, looks } = verdict
    const found = looks.length - survivedIn(verdict).length
    const laws = lawsOf(verdict).map(cell).join('; ')
    return `| ${cell(mutant.name)} | \`${mutant.file}\` | ${laws} | ${Math.ceil(slowest(verdict))} | ${found} of ${looks.length} |`
  })
  return [
    '# Mutants',
    '',
    `Bugs that were planted in a copy of the code, one at a time, and what found each of them within ${limitS} seconds,`,
    'with every seed: a law, the truth that the simulated bank knows, the reference, or a replay. Written by',
    '`pnpm mutants --report docs/mutants.md`; a bug that nothing finds fails the command.',
    '',
    '| what is wrong | where | found by | slowest, in seconds | seeds |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
