import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedResult, type Kill, runKilled } from './kill/run-killed.ts'
import { createWorkerPool, type WorkerPool } from './kill/worker-pool.ts'
import { scenarios } from './scenarios.ts'
import { STORED_BEFORE } from './simulated-process.ts'

let pool: WorkerPool
beforeAll(async () => {
  pool = await createWorkerPool()
})
afterAll(() => pool.close())

/** The events around a request. `pnpm kill` tries all events. */
const around = (call: string, state: string): readonly Kill[] => [
  { line: `= ${state}`, nth: 1 },
  { line: `> ${call}`, nth: 1 },
  { onceServed: call },
  { line: `< ${call}`, nth: 1 },
]

describe.each([
  ['user', 'createConnection'],
  ['user-mfa', 'answerMfa'],
] as const)('a process that is killed while it runs a connection: %s', (name, call) => {
  const scenario = scenarios[name]

  test.each(around(call, STORED_BEFORE[call]))(
    'leaves a connection that another process resumes with the same result, without a repeated request: %o',
    { timeout: 30_000 },
    async (kill) => {
      if (scenario === undefined) throw new Error(name)
      const result = await runKilled(scenario, kill, pool.next)
      expect(result).toMatchObject(expectedResult(scenario))
      expect(result.firstOutput.filter((line) => line.startsWith('end'))).toStrictEqual([])
    },
  )
})
