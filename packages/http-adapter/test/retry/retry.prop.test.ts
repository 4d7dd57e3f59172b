import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import { defaultRetryPolicy } from '@bank-connection/http-adapter'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createRetryBudget, isTransient, waitMs } from '../../src/retry/retry.ts'

describe('a failure is transient', () => {
  const transient = [408, 429, 500, 502, 503, 504]

  test('for these statuses only', () => {
    const statuses = Array.from({ length: 500 }, (_, i) => 100 + i)
    expect(statuses.filter((status) => isTransient(E.right({ status })))).toStrictEqual(transient)
  })

  const token: PortError = {
    _tag: 'TokenUnavailable',
    reason: 'throttled',
    status: 429,
    detail: null,
    correlationId: null,
  }
  const refused: PortError = { _tag: 'Refused', status: 503, code: 'x', detail: null, correlationId: null }
  const malformed = [
    'shape',
    'status',
    'redirect',
    'empty',
    'truncated',
    'contentType',
    'encoding',
    'notJson',
    'notHttp',
  ]

  test.each<readonly [string, PortError, boolean]>([
    ['offline', unreachable('offline', 'unknown'), true],
    ['timeout', unreachable('timeout', 'no'), true],
    ['cancelled', unreachable('cancelled', 'unknown'), false],
    ['untrusted', unreachable('untrusted', 'no'), false],
    ['busy', unreachable('busy', 'no'), false],
    ['too large', malformedResponse('1 bytes', [''], 'tooLarge'), false],
    ['too deep', malformedResponse('1 levels', [''], 'tooDeep'), false],
    ...malformed.map((reason) => [reason, malformedResponse('x', [''], reason as 'shape'), true] as const),
    ['no token', token, false],
    ['refused', refused, false],
  ])('%s: %j: %s', (_, failure, wanted) => {
    expect(isTransient(E.left(failure))).toBe(wanted)
  })
})

describe('the wait before the next attempt', () => {
  const policy = fc.record({ backoffMs: fc.nat({ max: 10_000 }), backoffMaxMs: fc.nat({ max: 60_000 }) })
  const chance = fc.double({ min: 0, max: 1, noNaN: true })

  test('is between 0 and a bound that doubles up to a maximum, plus Retry-After', () => {
    fc.assert(
      fc.property(
        policy,
        fc.integer({ min: 1, max: 2_000 }),
        chance,
        fc.option(fc.nat({ max: 1_000_000 })),
        (given, attempt, at, retryAfter) => {
          const wait = waitMs({ ...defaultRetryPolicy, ...given }, attempt, at, retryAfter)
          const bound = Math.min(given.backoffMaxMs, given.backoffMs * 2 ** Math.min(attempt - 1, 60))
          expect(wait).toBeGreaterThanOrEqual(retryAfter ?? 0)
          expect(wait).toBeLessThanOrEqual((retryAfter ?? 0) + bound)
        },
      ),
    )
  })

  test('is a whole number of milliseconds', () => {
    fc.assert(
      fc.property(
        policy,
        fc.integer({ min: 1, max: 20 }),
        chance,
        fc.nat({ max: 1_000_000 }),
        (given, attempt, at, ms) => {
          expect(waitMs({ ...defaultRetryPolicy, ...given }, attempt, at, ms)).toSatisfy(Number.isSafeInteger)
        },
      ),
    )
  })

  test('reaches both bounds: full jitter', () => {
    const at = (attempt: number, chanceAt: number): number => waitMs(defaultRetryPolicy, attempt, chanceAt, null)
    expect([1, 2, 3, 5, 6, 50].map((attempt) => at(attempt, 1))).toStrictEqual([250, 500, 1_000, 4_000, 5_000, 5_000])
    expect([1, 2, 50].map((attempt) => at(attempt, 0))).toStrictEqual([0, 0, 0])
    expect(at(2, 0.5)).toBe(250)
  })

  test('spreads calls with the same Retry-After', () => {
    expect(waitMs(defaultRetryPolicy, 1, 0, 2_000)).toBe(2_000)
    expect(waitMs(defaultRetryPolicy, 1, 1, 2_000)).toBe(2_250)
  })
})

describe('the retry budget', () => {
  test('allows no more retries than its size plus the share of each success, in any order', () => {
    const counts = { given: 0, denied: 0, paidThenGiven: 0 }
    const policy = fc.record({
      budgetMax: fc.oneof(fc.nat({ max: 5 }), fc.double({ min: 0, max: 5, noNaN: true })),
      budgetPerSuccess: fc.constantFrom(0, 0.1, 0.5, 1, 3),
    })
    fc.assert(
      fc.property(policy, fc.array(fc.boolean(), { maxLength: 60 }), (given, isTaking) => {
        const budget = createRetryBudget({ ...defaultRetryPolicy, ...given })
        let taken = 0
        let paid = 0
        for (const takes of isTaking) {
          if (!takes) {
            budget.refill()
            paid += 1
          } else if (budget.take()) {
            taken += 1
            counts.given += 1
            counts.paidThenGiven += taken > given.budgetMax ? 1 : 0
          } else counts.denied += 1
          expect(taken).toBeLessThanOrEqual(given.budgetMax + given.budgetPerSuccess * paid + 1e-9)
        }
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })

  test('never exceeds its size', () => {
    const budget = createRetryBudget({ ...defaultRetryPolicy, budgetMax: 3, budgetPerSuccess: 1 })
    for (let i = 0; i < 100; i++) budget.refill()
    const taken = Array.from({ length: 5 }, () => budget.take())
    expect(taken).toStrictEqual([true, true, true, false, false])
    budget.refill()
    expect(budget.take()).toBe(true)
    expect(budget.take()).toBe(false)
  })
})
