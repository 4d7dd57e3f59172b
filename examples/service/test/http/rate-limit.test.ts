import { expect, test } from 'vitest'
import { createRateLimit } from '../../src/http/rate-limit.ts'

test('allows so many requests of a key in any window, and returns the time until the next one', () => {
  const limit = createRateLimit({ max: 2, windowMs: 1_000 })
  expect([limit('a', 0), limit('a', 400), limit('a', 500), limit('b', 500), limit('a', 999)]).toStrictEqual([
    0, 0, 500, 0, 1,
  ])
  expect([limit('a', 1_000), limit('a', 1_001)]).toStrictEqual([0, 399])
})

test('after the clock is set back, a key waits no longer than the window', () => {
  const limit = createRateLimit({ max: 1, windowMs: 1_000 })
  expect([limit('a', 3_600_000), limit('a', 0), limit('a', 1)]).toStrictEqual([0, 0, 999])
})
