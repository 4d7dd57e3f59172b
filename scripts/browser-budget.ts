import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleForBrowser } from './browser-bundle.ts'
import { ROOT } from './tree-copy.ts'

/** The size budget of an import from the packages, minified and compressed. */
interface Budget {
  readonly name: string
  /** A module that exports what the page imports. */
  readonly code: string
  /** Packages that are not counted. */
  readonly without: readonly string[]
  /** The last accepted size in bytes: the budget. */
  readonly gzipBytes: number
  /** The goal in bytes; null: none. */
  readonly goalBytes: number | null
}

/** Tolerance for different versions of the compressor. */
const GROWS_MAX = 1.01

/** A size this far below its budget requires a smaller budget, so that later growth is noticed. */
const SHRINKS_MAX = 0.95

const inKiB = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`

/** Bundles the module of each budget in `browser-budget.json` in a project. Rejects when one is exceeded. */
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
    throw new Error(`Reduce the size, or update scripts/browser-budget.json:\n${missed.join('\n')}`)
}
