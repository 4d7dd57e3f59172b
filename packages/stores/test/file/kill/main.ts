// Kills a process at every event of every scenario and resumes in another: `pnpm kill`, or `pnpm kill user-mfa` for one
// scenario.
import { scenarios } from '../scenarios.ts'
import { expectedResult, type Kill, type KillResult, runKilled } from './run-killed.ts'
import { createWorkerPool } from './worker-pool.ts'

/** Every event of a complete run, and every request that the bank received. */
const killsIn = ({ firstOutput, served }: KillResult): readonly Kill[] => {
  const counts = new Map<string, number>()
  const points = firstOutput
    .filter((line) => /^[<>+=] /.test(line))
    .map((line) => {
      const nth = (counts.get(line) ?? 0) + 1
      counts.set(line, nth)
      return { line, nth }
    })
  return [...points, ...Object.keys(served).map((onceServed) => ({ onceServed }))]
}

/** The result, if it is not the expected one; else `null`. A refresh that was not sent fails. */
const differenceIn = (result: KillResult, expected: ReturnType<typeof expectedResult>): string | null => {
  const { end, stored, served, connections, unexpectedLines } = result
  const actual = JSON.stringify({ end, stored, served, connections, unexpectedLines })
  const isUnsent = 'refreshConnection' in expected.served && !('refreshConnection' in served)
  const allowed = isUnsent ? { ...expected, end: 'Unreachable', stored: 'failed', served: {} } : expected
  return actual === JSON.stringify(allowed) ? null : actual
}

const names = process.argv.slice(2)
const pool = await createWorkerPool()
let wrong = 0
let runs = 0
for (const [name, scenario] of Object.entries(scenarios)) {
  if (names.length > 0 && !names.includes(name)) continue
  const startedAt = performance.now()
  const complete = await runKilled(scenario, null, pool.next)
  const kills = [null, ...killsIn(complete)]
  let killed = 0
  for (const kill of kills) {
    const result = kill === null ? complete : await runKilled(scenario, kill, pool.next)
    const difference = differenceIn(result, expectedResult(scenario))
    if (!result.firstOutput.some((line) => line.startsWith('end '))) killed += 1
    runs += 1
    if (difference !== null) {
      wrong += 1
      console.log(`WRONG ${name}, killed at ${JSON.stringify(kill)}: ${difference}`)
    }
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  console.log(`${name}: ${killed} of ${kills.length} runs killed and resumed (${seconds} s)`)
}
await pool.close()
console.log(`${runs - wrong} of ${runs} runs have the expected result`)
if (wrong > 0) process.exitCode = 1
