import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createThrottle, type Throttle } from '../../src/retry/throttle.ts'

const NOW = 1_000_000
const MINUTE = 60_000

/** Gap between a request that starts now and the next one. */
const gapAt = (throttle: Throttle, now: number): number => {
  throttle.started(now)
  return throttle.nextStart(now) - now
}

/** Reports a 429 for several requests in sequence; returns when the last hold ends. */
const refusedTimes = (throttle: Throttle, times: number, from = NOW): number => {
  let now = from
  for (let i = 0; i < times; i++) {
    throttle.started(now)
    throttle.slowDown(now, now, null)
    now = throttle.nextStart(now)
  }
  return now
}

describe('the throttle', () => {
  test('has no gap before the first 429', () => {
    const throttle = createThrottle()
    expect(gapAt(throttle, NOW)).toBe(0)
    expect(gapAt(throttle, NOW)).toBe(0)
    expect(throttle.nextStart(NOW)).toStrictEqual(NOW)
  })

  test('is not changed by reading the next start', () => {
    const throttle = createThrottle()
    throttle.slowDown(NOW, NOW, null)
    expect(Array.from({ length: 100 }, () => throttle.nextStart(NOW))).toStrictEqual(Array(100).fill(NOW + 25))
    throttle.started(NOW + 25)
    expect(throttle.nextStart(NOW + 25)).toBe(NOW + 50)
  })

  test('doubles the gap once for requests sent together, and again for later ones', () => {
    const throttle = createThrottle()
    for (let i = 0; i < 64; i++) throttle.slowDown(NOW, NOW + 40 + i, null)
    expect(gapAt(throttle, NOW + 128)).toBe(25)
    throttle.slowDown(NOW + 41, NOW + 153, null)
    expect(gapAt(throttle, NOW + 203)).toBe(50)
  })

  test('doubles the gap once for requests rejected in the same millisecond', () => {
    const throttle = createThrottle()
    for (let i = 0; i < 64; i++) throttle.slowDown(NOW, NOW, null)
    expect(gapAt(throttle, NOW + 25)).toBe(25)
  })

  test('limits the gap to five seconds', () => {
    const throttle = createThrottle()
    const gaps = Array.from({ length: 12 }, (_, i) => {
      throttle.slowDown(NOW + i, NOW + i, null)
      return throttle.nextStart(NOW + i) - (NOW + i)
    })
    expect(gaps).toStrictEqual([25, 50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000])
  })

  test('waits for Retry-After, up to a minute', () => {
    const holdOf = (retryAfter: number): number => {
      const throttle = createThrottle()
      throttle.slowDown(NOW, NOW, retryAfter)
      return throttle.nextStart(NOW) - NOW
    }
    expect([0, 10, 1_000, 60_000, 60_001, 1e13].map(holdOf)).toStrictEqual([25, 25, 1_000, 60_000, 60_000, 60_000])
  })

  test('a later, shorter Retry-After does not shorten the wait', () => {
    const throttle = createThrottle()
    throttle.slowDown(NOW, NOW, 10_000)
    throttle.slowDown(NOW, NOW + 1, 1_000)
    expect(throttle.nextStart(NOW + 1)).toBe(NOW + 10_000)
  })

  test('shrinks the gap by a tenth with each response, down to 0', () => {
    const throttle = createThrottle()
    const now = refusedTimes(throttle, 12)
    throttle.slowDown(now, now, null)
    throttle.speedUp()
    expect(gapAt(throttle, now + 5_000)).toBeGreaterThan(4_200)
    expect(gapAt(throttle, now + 5_000)).toBeLessThanOrEqual(4_500)
    for (let i = 0; i < 100; i++) throttle.speedUp()
    expect(gapAt(throttle, now + 5_000)).toBe(0)
    throttle.slowDown(now + 5_001, now + 5_001, null)
    expect(gapAt(throttle, now + 5_026)).toBe(25)
  })

  test('halves the gap in each minute without a response, down to 0 within a quarter of an hour', () => {
    const gapAfter = (ms: number): number => {
      const throttle = createThrottle()
      const now = refusedTimes(throttle, 12)
      throttle.slowDown(now, now, null)
      return gapAt(throttle, now + ms)
    }
    expect([1, 2, 3].map((minutes) => gapAfter(minutes * MINUTE))).toStrictEqual([2_500, 1_250, 625])
    expect(gapAfter(15 * MINUTE)).toBe(0)
  })

  test('halves the gap equally if it is read in between', () => {
    const reads = fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 20 })
    fc.assert(
      fc.property(reads, (times) => {
        const throttle = createThrottle()
        const now = refusedTimes(throttle, 8)
        throttle.slowDown(now, now, null)
        for (const ms of times.toSorted((a, b) => a - b)) throttle.nextStart(now + ms)
        expect(Math.abs(gapAt(throttle, now + MINUTE) - 2_500)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('a clock that is set back does not prolong waits, and requests sent together still count once', () => {
    const throttle = createThrottle()
    throttle.slowDown(NOW, NOW, 10_000)
    const back = NOW - 86_400_000
    expect(throttle.nextStart(back)).toBe(back + 10_000)
    throttle.slowDown(back, back + 1, null)
    expect(gapAt(throttle, back + 10_000)).toBeLessThanOrEqual(25)
    throttle.slowDown(back + 2, back + 10_001, null)
    expect(gapAt(throttle, back + 10_100)).toBeGreaterThan(40)
  })

  test('a clock that is set forward ends the wait', () => {
    const throttle = createThrottle()
    throttle.slowDown(NOW, NOW, 10_000)
    expect(throttle.nextStart(NOW + 86_400_000)).toBe(NOW + 86_400_000)
  })

  interface Step {
    readonly act: 'start' | 'faster' | 'slower'
    readonly afterMs: number
    readonly retryAfter: number | null
  }
  const step: fc.Arbitrary<Step> = fc.record({
    act: fc.constantFrom('start', 'start', 'start', 'faster', 'faster', 'slower', 'slower'),
    afterMs: fc.oneof(fc.constant(0), fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
    retryAfter: fc.option(fc.oneof(fc.nat({ max: 90_000 }), fc.constant(365 * 86_400_000))),
  })

  test('allows a start at once, after Retry-After, or a gap after the last one, in any order', () => {
    const counts = { atOnce: 0, held: 0, afterGap: 0, eased: 0, idle: 0 }
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const throttle = createThrottle()
        let now = NOW
        let gap = 0
        let heldUntil = Number.NEGATIVE_INFINITY
        let slowedAt = Number.NEGATIVE_INFINITY
        let last = Number.NEGATIVE_INFINITY
        const pass = (ms: number): void => {
          now += ms
          gap *= 0.5 ** (ms / MINUTE)
        }
        const off: number[] = []
        for (const { act, afterMs, retryAfter } of steps) {
          counts.idle += gap >= 50 && afterMs > 10_000 ? 1 : 0
          pass(afterMs)
          if (act === 'slower') {
            throttle.slowDown(now, now, retryAfter)
            gap = now > slowedAt ? Math.min(5_000, Math.max(25, gap * 2)) : gap
            slowedAt = now
            heldUntil = Math.max(heldUntil, now + Math.max(gap, Math.min(retryAfter ?? 0, 60_000)))
          } else if (act === 'faster') {
            counts.eased += gap > 1 ? 1 : 0
            throttle.speedUp()
            gap *= 0.9
          } else {
            const wanted = Math.max(now, heldUntil, last + gap)
            const at = throttle.nextStart(now)
            // Times are whole milliseconds; a smaller gap counts as 0.
            off.push(Math.abs(at - wanted))
            counts[at === now ? 'atOnce' : wanted === heldUntil ? 'held' : 'afterGap'] += 1
            pass(at - now)
            throttle.started(now)
            last = now
          }
        }
        expect(off.filter((ms) => ms > 2)).toStrictEqual([])
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })

  test('the next start is always within a minute, whatever the clock does', () => {
    const jump = fc.oneof(fc.nat({ max: 100 }), fc.integer({ min: -1e9, max: 1e9 }))
    const counts = { back: 0 }
    fc.assert(
      fc.property(fc.array(fc.tuple(step, jump), { maxLength: 40 }), (steps) => {
        const throttle = createThrottle()
        let now = 1e12
        for (const [{ act, retryAfter }, jumpMs] of steps) {
          now += jumpMs
          counts.back += jumpMs < 0 ? 1 : 0
          if (act === 'slower') throttle.slowDown(now - 50, now, retryAfter)
          else if (act === 'faster') throttle.speedUp()
          else throttle.started(now)
          const wait = throttle.nextStart(now) - now
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(MINUTE)
        }
      }),
    )
    expect(counts.back).toBeGreaterThan(20)
  })
})
