import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createThrottle, type Throttle } from '../../src/retry/throttle.ts'

const NOW = 1_000_000
const MINUTE = 60_000

/** How long after one that starts now the next one may. */
const gapAt = (pace: Throttle, now: number): number => {
  pace.started(now)
  return pace.nextStart(now) - now
}

/** Refusals of requests that leave one after the other; gives when the last hold ends. */
const refusedTimes = (pace: Throttle, times: number, from = NOW): number => {
  let now = from
  for (let i = 0; i < times; i++) {
    pace.started(now)
    pace.slowDown(now, now, null)
    now = pace.nextStart(now)
  }
  return now
}

describe('the pace of requests', () => {
  test('is none until the server refuses', () => {
    const pace = createThrottle()
    expect([gapAt(pace, NOW), gapAt(pace, NOW), pace.nextStart(NOW)]).toStrictEqual([0, 0, NOW])
  })

  test('is not changed by looking: nobody takes a turn ahead', () => {
    const pace = createThrottle()
    pace.slowDown(NOW, NOW, null)
    expect(Array.from({ length: 100 }, () => pace.nextStart(NOW))).toStrictEqual(Array(100).fill(NOW + 25))
    pace.started(NOW + 25)
    expect(pace.nextStart(NOW + 25)).toBe(NOW + 50)
  })

  test('doubles the gap once for all that left together, and again for those that left later', () => {
    const pace = createThrottle()
    for (let i = 0; i < 64; i++) pace.slowDown(NOW, NOW + 40 + i, null)
    expect(gapAt(pace, NOW + 128)).toBe(25)
    pace.slowDown(NOW + 41, NOW + 153, null)
    expect(gapAt(pace, NOW + 203)).toBe(50)
  })

  test('doubles the gap once for all that left together and are refused in the same millisecond', () => {
    const pace = createThrottle()
    for (let i = 0; i < 64; i++) pace.slowDown(NOW, NOW, null)
    expect(gapAt(pace, NOW + 25)).toBe(25)
  })

  test('has a gap of five seconds at most', () => {
    const pace = createThrottle()
    const gaps = Array.from({ length: 12 }, (_, i) => {
      pace.slowDown(NOW + i, NOW + i, null)
      return pace.nextStart(NOW + i) - (NOW + i)
    })
    expect(gaps).toStrictEqual([25, 50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000])
  })

  test('waits as long as the server asks, and no longer than a minute', () => {
    const holdOf = (retryAfter: number): number => {
      const pace = createThrottle()
      pace.slowDown(NOW, NOW, retryAfter)
      return pace.nextStart(NOW) - NOW
    }
    expect([0, 10, 1_000, 60_000, 60_001, 1e13].map(holdOf)).toStrictEqual([25, 25, 1_000, 60_000, 60_000, 60_000])
  })

  test('a shorter wait that is asked for later takes back none that was longer', () => {
    const pace = createThrottle()
    pace.slowDown(NOW, NOW, 10_000)
    pace.slowDown(NOW, NOW + 1, 1_000)
    expect(pace.nextStart(NOW + 1)).toBe(NOW + 10_000)
  })

  test('eases by a tenth with each answer, back to nothing, however far it had come', () => {
    const pace = createThrottle()
    const now = refusedTimes(pace, 12)
    pace.slowDown(now, now, null)
    pace.speedUp()
    expect(gapAt(pace, now + 5_000)).toBeGreaterThan(4_200)
    expect(gapAt(pace, now + 5_000)).toBeLessThanOrEqual(4_500)
    for (let i = 0; i < 100; i++) pace.speedUp()
    expect(gapAt(pace, now + 5_000)).toBe(0)
    pace.slowDown(now + 5_001, now + 5_001, null)
    expect(gapAt(pace, now + 5_026)).toBe(25)
  })

  test('halves its gap in each minute in which nothing is heard, and is free in a quarter of an hour', () => {
    const gapAfter = (ms: number): number => {
      const pace = createThrottle()
      const now = refusedTimes(pace, 12)
      pace.slowDown(now, now, null)
      return gapAt(pace, now + ms)
    }
    expect([1, 2, 3].map((minutes) => gapAfter(minutes * MINUTE))).toStrictEqual([2_500, 1_250, 625])
    expect(gapAfter(15 * MINUTE)).toBe(0)
  })

  test('halves it as much when it is looked at in between', () => {
    const looks = fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 20 })
    fc.assert(
      fc.property(looks, (times) => {
        const pace = createThrottle()
        const now = refusedTimes(pace, 8)
        pace.slowDown(now, now, null)
        for (const ms of times.toSorted((a, b) => a - b)) pace.nextStart(now + ms)
        expect(Math.abs(gapAt(pace, now + MINUTE) - 2_500)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('a clock that is set back makes nobody wait longer, and still tells those that left together', () => {
    const pace = createThrottle()
    pace.slowDown(NOW, NOW, 10_000)
    const back = NOW - 86_400_000
    expect(pace.nextStart(back)).toBe(back + 10_000)
    pace.slowDown(back, back + 1, null)
    expect(gapAt(pace, back + 10_000)).toBeLessThanOrEqual(25)
    pace.slowDown(back + 2, back + 10_001, null)
    expect(gapAt(pace, back + 10_100)).toBeGreaterThan(40)
  })

  test('a clock that is set forward makes nobody wait', () => {
    const pace = createThrottle()
    pace.slowDown(NOW, NOW, 10_000)
    expect(pace.nextStart(NOW + 86_400_000)).toBe(NOW + 86_400_000)
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

  test('starts at once, when the server wants it, or a gap after the last one, in any order', () => {
    const counts = { atOnce: 0, held: 0, afterGap: 0, eased: 0, idle: 0 }
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const pace = createThrottle()
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
            pace.slowDown(now, now, retryAfter)
            gap = now > slowedAt ? Math.min(5_000, Math.max(25, gap * 2)) : gap
            slowedAt = now
            heldUntil = Math.max(heldUntil, now + Math.max(gap, Math.min(retryAfter ?? 0, 60_000)))
          } else if (act === 'faster') {
            counts.eased += gap > 1 ? 1 : 0
            pace.speedUp()
            gap *= 0.9
          } else {
            const wanted = Math.max(now, heldUntil, last + gap)
            const at = pace.nextStart(now)
            // Times are whole, and less than a millisecond is no gap.
            off.push(Math.abs(at - wanted))
            counts[at === now ? 'atOnce' : wanted === heldUntil ? 'held' : 'afterGap'] += 1
            pass(at - now)
            pace.started(now)
            last = now
          }
        }
        expect(off.filter((ms) => ms > 2)).toStrictEqual([])
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })

  test('is never out of reach: the next start is within a minute, whatever the clock does', () => {
    const jump = fc.oneof(fc.nat({ max: 100 }), fc.integer({ min: -1e9, max: 1e9 }))
    const counts = { back: 0 }
    fc.assert(
      fc.property(fc.array(fc.tuple(step, jump), { maxLength: 40 }), (steps) => {
        const pace = createThrottle()
        let now = 1e12
        for (const [{ act, retryAfter }, jumpMs] of steps) {
          now += jumpMs
          counts.back += jumpMs < 0 ? 1 : 0
          if (act === 'slower') pace.slowDown(now - 50, now, retryAfter)
          else if (act === 'faster') pace.speedUp()
          else pace.started(now)
          const wait = pace.nextStart(now) - now
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(MINUTE)
        }
      }),
    )
    expect(counts.back).toBeGreaterThan(20)
  })
})
