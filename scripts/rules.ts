/**
 * Proves that rules fire: plants violations in a copy of the workspace, and fails unless each is reported by exactly the
 * expected rule.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { importViolations, lintViolations, typeViolations, type Violation } from './rule-violations.ts'
import { run } from './run.ts'
import { ROOT, withTreeCopy } from './tree-copy.ts'

interface Report {
  readonly files: readonly string[]
  readonly rule: string
}

const binary = (name: string): string => join(ROOT, 'node_modules/.bin', name)

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string
      readonly rule: { readonly name: string }
      readonly cycle?: readonly { readonly name: string }[]
    }[]
  }
}

const CRUISED = ['packages', 'examples', 'verification', 'bench', 'scripts', 'tools']

const cruise = async (copy: string): Promise<readonly Report[]> => {
  const { stdout, stderr } = await run(binary('depcruise'), [...CRUISED, '--output-type', 'json'], copy)
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser printed no report:\n${stderr}`)
  const { violations } = (JSON.parse(stdout) as CruiseResult).summary
  return violations.map(({ from, rule, cycle = [] }) => ({
    files: [from, ...cycle.map(({ name }) => name)],
    rule: rule.name,
  }))
}

interface BiomeResult {
  readonly diagnostics: readonly {
    readonly category: string
    readonly message: string
    readonly location?: { readonly path?: string } | null
  }[]
}

const lint = async (copy: string): Promise<readonly Report[]> => {
  const flags = ['lint', '--reporter=json', '--max-diagnostics=none', '.']
  const { stdout, stderr } = await run(binary('biome'), flags, copy)
  if (!stdout.startsWith('{')) throw new Error(`biome printed no report:\n${stderr}`)
  return (JSON.parse(stdout) as BiomeResult).diagnostics.map(({ category, message, location }) => ({
    files: [location?.path ?? ''],
    // All plugins report under one name; their messages tell them apart.
    rule: category === 'plugin' ? `plugin: ${message.split(':')[0]}` : category,
  }))
}

const TSC_LINE = /^(?<file>.+?)\(\d+,\d+\): error (?<rule>TS\d+):/u

const compile = async (copy: string): Promise<readonly Report[]> => {
  const { stdout } = await run(binary('tsc'), ['-b', '--pretty', 'false'], copy)
  return stdout.split('\n').flatMap((line) => {
    const { file, rule } = TSC_LINE.exec(line)?.groups ?? {}
    return file === undefined || rule === undefined ? [] : [{ files: [file], rule }]
  })
}

/** The rule on folders reports a folder, not a file. */
const concerns = ({ files, rule }: Report, { file, rule: expected }: Violation): boolean =>
  files.includes(file) || (rule === 'no-folder-circle' && expected === rule && files.includes(dirname(file)))

/** Returns a line for each violation that is not reported as expected. */
const silentRules = (
  violations: readonly Violation[],
  tool: (copy: string) => Promise<readonly Report[]>,
): Promise<readonly string[]> =>
  withTreeCopy(
    (path) => !path.startsWith('docs'),
    async (copy) => {
      for (const { file, code } of violations) {
        await mkdir(dirname(join(copy, file)), { recursive: true })
        await appendFile(join(copy, file), `${code}\n`)
      }
      const reports = await tool(copy)
      return violations.flatMap((violation) => {
        const rules = [...new Set(reports.filter((one) => concerns(one, violation)).map(({ rule }) => rule))]
        return rules.includes(violation.rule) && rules.length === 1
          ? []
          : [`${violation.file}: expected ${violation.rule}, reported ${rules.sort().join(', ') || 'nothing'}`]
      })
    },
  )

/** Names of rules without a planted violation. */
const unplanted = async (): Promise<readonly string[]> => {
  const config = JSON.parse(await readFile(join(ROOT, '.dependency-cruiser.json'), 'utf8')) as {
    readonly forbidden: readonly { readonly name: string }[]
  }
  return config.forbidden
    .map(({ name }) => name)
    .filter((name) => importViolations.every(({ rule }) => rule !== name))
    .map((name) => `${name}: no violation is planted`)
}

const failures = [
  ...(await unplanted()),
  ...(await silentRules(importViolations, cruise)),
  ...(await silentRules(lintViolations, lint)),
  ...(await silentRules(typeViolations, compile)),
]
for (const line of failures) console.error(line)
const count = importViolations.length + lintViolations.length + typeViolations.length
console.log(`${count - failures.length} of ${count} planted violations are reported by their rule`)
if (failures.length > 0) process.exitCode = 1
