import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flows } from './scenarios.ts'
import { type Death, runKilled, wholeOf } from './kill/run-killed.ts'
import { createRecruits, type Recruits } from './kill/worker-pool.ts'
import { STORED_BEFORE } from './simulated-process.ts'

let recruits: Recruits
beforeAll(async () => {
  recruits = await createRecruits()
})
afterAll(() => recruits.dismiss())

/** The moments around a request, of all those that `pnpm kill` tries. */
const around = (call: string, point: string): readonly Death[] => [
  { line: `= ${point}`, nth: 1 },
  { line: `> ${call}`, nth: 1 },
  { onceServed: call },
  { line: `< ${call}`, nth: 1 },
]

describe.each([
  ['user', 'createConnection'],
  ['user-mfa', 'answerMfa'],
] as const)('a process that is killed while it owns a connection: %s', (name, call) => {
  const flow = flows[name]

  test.each(around(call, STORED_BEFORE[call]))(
    'leaves what another process goes on from, to the same end, and no request is repeated: %o',
    { timeout: 30_000 },
    async (death) => {
      if (flow === undefined) throw new Error(name)
      const seen = await runKilled(flow, death, recruits.next)
      expect(seen).toMatchObject(wholeOf(flow))
      expect(seen.before.filter((line) => line.startsWith('end'))).toStrictEqual([])
    },
  )
})
