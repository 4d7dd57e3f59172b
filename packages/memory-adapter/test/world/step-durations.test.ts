import {
  averageDurations,
  createWorld,
  defaultDurations,
  drawDurations,
  type JobDurations,
} from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'

const SEED = 11

const total = ({ verifyMs, accountsMs, transactionsMs }: JobDurations): number => verifyMs + accountsMs + transactionsMs

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

describe('over many institutions', () => {
  const totals = numbers(20_000)
    .map((i) => total(drawDurations(defaultDurations, SEED, { id: `AU${i}` }, i)))
    .sort((one, other) => one - other)
  const quantile = (part: number): number => totals[Math.floor(part * totals.length)] ?? 0

  test('90% of jobs take 3 to 30 seconds', () => {
    expect(quantile(0.05)).toBeGreaterThan(2_850)
    expect(quantile(0.05)).toBeLessThan(3_150)
    expect(quantile(0.95)).toBeGreaterThan(28_500)
    expect(quantile(0.95)).toBeLessThan(31_500)
  })

  test('the logarithm of the duration has the standard deviation of the model', () => {
    const logs = totals.map(Math.log)
    const centre = mean(logs)
    const spread = Math.sqrt(mean(logs.map((log) => (log - centre) ** 2)))
    expect(Math.abs(spread - defaultDurations.logSd)).toBeLessThan(0.015)
    expect(Math.abs(centre - Math.log(defaultDurations.medianMs))).toBeLessThan(0.015)
  })
})

describe.each(['AU00000', 'AU00002', 'AU19301'])('at %s', (id) => {
  const drawn = numbers(20_000).map((job) => drawDurations(defaultDurations, SEED, { id }, job))
  const published = averageDurations(defaultDurations, SEED, { id })

  test('the published means match the jobs', () => {
    const seen = [
      mean(drawn.map(({ verifyMs }) => verifyMs)) / published.verifyCredentials,
      mean(drawn.map(({ accountsMs }) => accountsMs)) / published.retrieveAccounts,
      mean(drawn.map(({ transactionsMs }) => transactionsMs)) / published.retrieveTransactions,
      mean(drawn.map(total)) / published.total,
    ]
    for (const ratio of seen) expect(Math.abs(ratio - 1)).toBeLessThan(0.03)
  })

  test('the variance within an institution is the rest of the total', () => {
    const logs = drawn.map((one) => Math.log(total(one)))
    const centre = mean(logs)
    const variance = mean(logs.map((log) => (log - centre) ** 2))
    expect(Math.abs(variance - 0.6 * defaultDurations.logSd ** 2)).toBeLessThan(0.02)
  })

  test('every duration is a whole number of milliseconds, 1 or more', () => {
    const parts = drawn.flatMap(({ verifyMs, accountsMs, transactionsMs, challengeMs }) => [
      verifyMs,
      accountsMs,
      transactionsMs,
      challengeMs,
    ])
    expect(parts.every((part) => Number.isInteger(part) && part >= 1)).toBe(true)
    expect(drawn.every(({ queuedMs, verifyMs }) => queuedMs < verifyMs)).toBe(true)
  })
})

test('meanMs sets the mean of an institution', () => {
  expect(averageDurations(defaultDurations, SEED, { id: 'X', meanMs: 1_000 })).toStrictEqual({
    verifyCredentials: 350,
    retrieveAccounts: 200,
    retrieveTransactions: 450,
    retrieveMeta: 50,
    total: 1_000,
  })
})

test('only the proportions of shares matter', () => {
  const one = { ...defaultDurations, shares: [0.35, 0.2, 0.45] as const }
  const hundred = { ...defaultDurations, shares: [35, 20, 45] as const }
  const place = { id: 'X' }
  expect(averageDurations(hundred, SEED, place)).toStrictEqual(averageDurations(one, SEED, place))
  expect(() => createWorld({ durations: { shares: [0, 0, 0] } })).toThrow(/^durations.shares must be /u)
  expect(() => createWorld({ durations: { shares: [1, -1, 1] } })).toThrow(/^durations.shares must be /u)
})
