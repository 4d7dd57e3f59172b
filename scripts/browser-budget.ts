import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleForBrowser } from './browser-bundle.ts'
import { ROOT } from './tree-copy.ts'

/** How large something may be that a page takes from the packages, minified and compressed. */
interface Budget {
  readonly name: string
  /** A module that exports what the page takes. */
  readonly code: string
  /** Packages that are not counted. */
  readonly without: readonly string[]
  /** What it was when this was last looked at, in bytes: the budget. */
  readonly gzipBytes: number
  /** What it should be, in bytes; null: no more than it is. */
  readonly goalBytes: number | null
}

/** Compressors of different versions differ by less. */
const GROWS_MAX = 1.01

/** What is this much smaller gets a smaller budget, so that it cannot grow back unseen. */
const SHRINKS_MAX = 0.95

const inKiB = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`

/** Bundles what each budget of `browser-budget.json` is for from an installed project. Rejects when one is missed. */
export const checkBudgets = async (project: string): Promise<void> => {
  const text = await readFile(join(ROOT, 'scripts/browser-budget.json'), 'utf8')
  const missed: string[] = []
  for (const { name, code, without, gzipBytes: budget, goalBytes } of JSON.parse(text) as readonly Budget[]) {
    const { gzipBytes } = await bundleForBrowser(code, project, without)
    const goal = goalBytes === null ? '' : `, goal ${inKiB(goalBytes)}`
    const said = `${name}: ${gzipBytes} bytes (${inKiB(gzipBytes)}), budget ${budget}${goal}`
    const holds = gzipBytes <= budget * GROWS_MAX && gzipBytes >= budget * SHRINKS_MAX
    if (holds) console.log(`ok   ${said}`)
    else missed.push(said)
  }
  if (missed.length > 0)
    throw new Error(`Cut it, or say in scripts/browser-budget.json what it is now:\n${missed.join('\n')}`)
}
