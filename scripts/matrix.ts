/**
 * Runs the tests on each line of Node that the packages promise to work on, one after the other, and prints what came
 * of it. The versions are fetched by npx, some 200 MB each, the first time.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run.ts'
import { ROOT } from './tree-copy.ts'

const MAJORS = [20, 22, 24, 26]

interface Outcome {
  /** What `node --version` says; null when it could not be fetched. */
  readonly version: string | null
  readonly passed: number
  readonly failed: number
  /** Whether all went well, what is not a test included. */
  readonly holds: boolean
  readonly seconds: number
  /** What to look at: tests that failed and why, files that did not load, or what npx said. */
  readonly failures: readonly string[]
}

/** What vitest writes for machines, as far as it is read. */
interface TestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** Runs a command line with that Node in the path. */
const runOn = (major: number, line: string, report = '') =>
  run('npx', ['-y', '-p', `node@${major}`, '-c', line], ROOT, { NO_COLOR: '1', TEST_REPORT: report })

const readReport = async (path: string): Promise<TestReport> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as TestReport
  } catch {
    return { numPassedTests: 0, testResults: [] }
  }
}

/** A file that did not load has no tests to count: it counts as one failure. */
const failuresIn = ({ testResults }: TestReport): readonly string[] =>
  testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`)
    return status === 'failed' && assertionResults.length === 0 ? [`${name} did not load`] : tests
  })

const testOn = async (major: number, reports: string): Promise<Outcome> => {
  const startedAt = performance.now()
  const seconds = (): number => (performance.now() - startedAt) / 1_000
  const fetched = await runOn(major, 'node --version')
  const version = fetched.stdout.trim()
  if (fetched.code !== 0 || !version.startsWith(`v${major}.`)) {
    const said = fetched.stderr.trim().split('\n').slice(-3)
    return { version: null, passed: 0, failed: 0, holds: false, seconds: seconds(), failures: said }
  }
  const path = join(reports, `${major}.json`)
  const tested = await runOn(major, 'node node_modules/vitest/vitest.mjs run', path)
  const report = await readReport(path)
  const failures = failuresIn(report)
  const passed = report.numPassedTests
  const holds = tested.code === 0 && failures.length === 0 && passed > 0
  const said = tested.stderr.trim().split('\n')
  const seed = said.filter((line) => line.startsWith('FC_SEED='))
  const words = holds ? [] : failures.length > 0 ? [...failures, ...seed] : said.slice(-10)
  return { version, passed, failed: failures.length, holds, seconds: seconds(), failures: words }
}

/** The lines that are asked for, `pnpm matrix 24`, or all of them. */
const asked = process.argv.slice(2).map(Number)
const reports = await mkdtemp(join(tmpdir(), 'bank-connection-matrix-'))
const outcomes: [number, Outcome][] = []
try {
  for (const major of asked.length === 0 ? MAJORS : asked) {
    console.log(`Node ${major} …`)
    const outcome = await testOn(major, reports)
    outcomes.push([major, outcome])
    for (const failure of outcome.failures) console.log(`Node ${major}: ${failure}`)
  }
} finally {
  await rm(reports, { recursive: true, force: true })
}
console.table(
  outcomes.map(([major, { version, passed, failed, holds, seconds }]) => ({
    Node: version ?? `${major}: could not be fetched`,
    passed,
    failed,
    holds,
    seconds: seconds.toFixed(0),
  })),
)
if (outcomes.some(([, { holds }]) => !holds)) process.exitCode = 1
