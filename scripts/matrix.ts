/**
 * Runs the tests on each supported major version of Node and prints the results. On the first run npx downloads the
 * versions, about 200 MB each.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run.ts'
import { ROOT } from './tree-copy.ts'

const MAJORS = [20, 22, 24, 26]

interface Outcome {
  /** Output of `node --version`; null when the download failed. */
  readonly version: string | null
  readonly passed: number
  readonly failed: number
  /** Whether the run succeeded, including everything that is not a test. */
  readonly holds: boolean
  readonly seconds: number
  /** Failed tests with their reasons, files that did not load, or the output of npx. */
  readonly failures: readonly string[]
}

/** The members of vitest's JSON report that are read here. */
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

/** Runs a command line with this Node in the path. */
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

/** The requested major versions, as in `pnpm matrix 24`, or all. */
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
    Node: version ?? `${major}: download failed`,
    passed,
    failed,
    holds,
    seconds: seconds.toFixed(0),
  })),
)
if (outcomes.some(([, { holds }]) => !holds)) process.exitCode = 1
