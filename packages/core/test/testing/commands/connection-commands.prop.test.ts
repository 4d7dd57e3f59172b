import { connectionCommands, runConnectionCommands } from '@bank-connection/core/testing'
import type { TraceEvent } from '@bank-connection/core/trace'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bug, createLoginBank } from '../login-bank.ts'

const property = (bug: Bug | null, replayPath?: string) =>
  fc.asyncProperty(connectionCommands({ ...(replayPath === undefined ? {} : { replayPath }) }), (commands) =>
    runConnectionCommands(() => createLoginBank(bug), commands),
  )

test('no sequence of commands breaks a law', async () => {
  await fc.assert(property(null), { numRuns: 100 })
})

test('the commands reach every view and every stage of this bank', async () => {
  const reached = new Set<string>()
  const onEvent = (event: TraceEvent): void => {
    if (event.type === 'shown') reached.add(event.view._tag === 'Working' ? event.view.stage : event.view._tag)
  }
  await fc.assert(
    fc.asyncProperty(connectionCommands(), (commands) =>
      runConnectionCommands(() => ({ ...createLoginBank(), onEvent }), commands),
    ),
    { numRuns: 100 },
  )
  expect([...reached].sort()).toStrictEqual([
    ...['Challenged', 'Collecting', 'Connected', 'Creating', 'Failed', 'Preparing', 'Reconciling'],
    ...['answering', 'retrievingAccounts', 'verifying', 'verifyingAnswer'],
  ])
})

const BUGS: readonly (readonly [bug: Bug, problem: string])[] = [
  ['throws', 'getJob has thrown'],
  ['reads another job', 'asked was job-1, read is job-0'],
  ['goes on when stopped', 'goes on after it was stopped'],
  ['has a hasty clock', 'MUST'],
]

test.each(BUGS)('a port that %s is found and shrunk to few commands: %s', async (bug, problem) => {
  const run = await fc.check(property(bug), { numRuns: 200 })
  expect(String(run.errorInstance)).toContain(problem)
  expect(String(run.counterexample?.[0]).split(',').length).toBeLessThanOrEqual(6)
})

test('a failed run can be repeated by seed, path and replay path', async () => {
  const first = await fc.check(property('throws'), { numRuns: 200 })
  const replayPath = /replayPath="([^"]*)"/.exec(String(first.counterexample?.[0]))?.[1] ?? ''
  const path = first.counterexamplePath ?? ''
  const again = await fc.check(property('throws', replayPath), { seed: first.seed, path, endOnFailure: true })
  expect([again.failed, again.numRuns, String(again.errorInstance)]).toStrictEqual([
    true,
    1,
    String(first.errorInstance),
  ])
})
