import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSlowDown, type SlowDown } from '../src/slow-down.ts'

const NOW = 1_000_000

/** How far apart the next two turns are. */
const gapOf = (slowDown: SlowDown, now: number): number => {
  const first = slowDown.takeTurn(now)
  return slowDown.takeTurn(now) - first
}

describe('the pace of requests', () => {
  test('is none until the server refuses', () => {
    const slowDown = createSlowDown()
    expect([1, 2, 3].map(() => slowDown.takeTurn(NOW))).toStrictEqual([NOW, NOW, NOW])
  })

  test('looking at the next turn takes nothing', () => {
    const slowDown = createSlowDown()
    slowDown.slower(NOW, NOW, null)
    expect([1, 2, 3].map(() => slowDown.nextTurn(NOW))).toStrictEqual([NOW + 25, NOW + 25, NOW + 25])
    expect([1, 2, 3].map(() => slowDown.takeTurn(NOW))).toStrictEqual([NOW + 25, NOW + 50, NOW + 75])
  })

  test('doubles the gap once for all that left together, and again for those that left later', () => {
    const slowDown = createSlowDown()
    for (let i = 0; i < 64; i++) slowDown.slower(NOW, NOW + 40 + i, null)
    expect(gapOf(slowDown, NOW + 10_000)).toBe(25)
    slowDown.slower(NOW + 40 + 1, NOW + 10_000, null)
    expect(gapOf(slowDown, NOW + 20_000)).toBe(50)
  })

  test('doubles the gap once for all that left together and are refused in the same millisecond', () => {
    const slowDown = createSlowDown()
    for (let i = 0; i < 64; i++) slowDown.slower(NOW, NOW, null)
    expect(gapOf(slowDown, NOW + 10_000)).toBe(25)
  })

  test('has a gap of five seconds at most', () => {
    const slowDown = createSlowDown()
    const gaps = Array.from({ length: 12 }, (_, i) => {
      slowDown.slower(NOW + i * 100_000, NOW + i * 100_000, null)
      return gapOf(slowDown, NOW + i * 100_000 + 50_000)
    })
    expect(gaps).toStrictEqual([25, 50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000])
  })

  test('waits as long as the server asks, and no longer than a minute', () => {
    const turnAfter = (retryAfter: number): number => {
      const slowDown = createSlowDown()
      slowDown.slower(NOW, NOW, retryAfter)
      return slowDown.nextTurn(NOW) - NOW
    }
    expect([0, 10, 1_000, 60_000, 60_001, 1e13].map(turnAfter)).toStrictEqual([25, 25, 1_000, 60_000, 60_000, 60_000])
  })

  test('holds those, too, who have taken a turn before the refusal, and nobody any longer', () => {
    const slowDown = createSlowDown()
    expect(slowDown.isHeld(NOW)).toBe(false)
    slowDown.slower(NOW, NOW, null)
    expect([slowDown.isHeld(NOW + 24), slowDown.isHeld(NOW + 25)]).toStrictEqual([true, false])
    const turn = slowDown.takeTurn(NOW + 25)
    slowDown.slower(NOW, NOW + 25, 10_000)
    expect([slowDown.isHeld(turn), slowDown.isHeld(NOW + 10_024), slowDown.isHeld(NOW + 10_025)]).toStrictEqual([
      true,
      true,
      false,
    ])
    slowDown.slower(NOW, NOW + 20_000, 10_000)
    const back = NOW - 86_400_000
    expect([back, back + 9_999, back + 10_000].map(slowDown.isHeld)).toStrictEqual([true, true, false])
  })

  test('a shorter wait that is asked for later takes back none that was longer', () => {
    const slowDown = createSlowDown()
    slowDown.slower(NOW, NOW, 10_000)
    slowDown.slower(NOW, NOW + 1, 1_000)
    expect(slowDown.nextTurn(NOW + 1)).toBe(NOW + 10_000)
  })

  test('eases back to nothing with answers, however far it had come', () => {
    const slowDown = createSlowDown()
    for (let i = 0; i < 12; i++) slowDown.slower(NOW + i * 1_000, NOW + i * 1_000, null)
    slowDown.faster()
    expect(gapOf(slowDown, NOW + 100_000)).toBeCloseTo(4_500)
    for (let i = 0; i < 100; i++) slowDown.faster()
    expect(gapOf(slowDown, NOW + 200_000)).toBe(0)
    slowDown.slower(NOW + 300_000, NOW + 300_000, null)
    expect(gapOf(slowDown, NOW + 400_000)).toBe(25)
  })

  test('a clock that is set back makes nobody wait longer, and still tells those that left together', () => {
    const slowDown = createSlowDown()
    slowDown.slower(NOW, NOW, 10_000)
    const back = NOW - 86_400_000
    expect(slowDown.nextTurn(back)).toBe(back + 10_000)
    slowDown.slower(back + 1, back + 2, null)
    expect(gapOf(slowDown, back + 100_000)).toBe(50)
  })

  test('a clock that is set forward makes nobody wait', () => {
    const slowDown = createSlowDown()
    slowDown.slower(NOW, NOW, 10_000)
    expect(slowDown.nextTurn(NOW + 86_400_000)).toBe(NOW + 86_400_000)
  })

  type Step =
    | { readonly act: 'start' | 'faster'; readonly afterMs: number }
    | { readonly act: 'slower'; readonly afterMs: number; readonly retryAfter: number | null }

  const afterMs = fc.oneof(fc.constant(0), fc.nat({ max: 300 }), fc.nat({ max: 20_000 }))
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('start', 'faster'), afterMs }) },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constant('slower' as const),
        afterMs,
        retryAfter: fc.option(fc.oneof(fc.nat({ max: 90_000 }), fc.constant(365 * 86_400_000))),
      }),
    },
  )

  test('gives no turn before the server wants it, nor two closer than the gap of that time, in any order', () => {
    const counts = { turns: 0, gaps: 0, heldByServer: 0, eased: 0 }
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const slowDown = createSlowDown()
        let now = NOW
        let heldUntil = 0
        let gapAtLeast = 0
        let slowedAt = 0
        let early = 0
        let close = 0
        let last = Number.NEGATIVE_INFINITY
        let gapSinceLast = 0
        for (const one of steps) {
          now += one.afterMs
          if (one.act === 'slower') {
            slowDown.slower(now, now, one.retryAfter)
            gapAtLeast = now > slowedAt ? 25 : gapAtLeast
            slowedAt = now
            heldUntil = Math.max(heldUntil, now + Math.min(one.retryAfter ?? 0, 60_000))
          } else if (one.act === 'faster') {
            slowDown.faster()
            // What is left after one answer: nine tenths.
            gapAtLeast = gapAtLeast < 1 ? 0 : gapAtLeast * 0.9
            counts.eased += gapAtLeast === 0 ? 0 : 1
          } else {
            const at = slowDown.takeTurn(now)
            early += at < Math.max(now, heldUntil) ? 1 : 0
            close += at - last < gapSinceLast - 1e-6 ? 1 : 0
            counts.turns += 1
            counts.gaps += gapSinceLast > 0 ? 1 : 0
            counts.heldByServer += at === heldUntil ? 1 : 0
            last = at
            gapSinceLast = gapAtLeast
          }
        }
        expect({ early, close }).toStrictEqual({ early: 0, close: 0 })
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })

  test('is never out of reach: the next turn is within the turns taken and a minute, whatever the clock does', () => {
    const jump = fc.oneof(fc.nat({ max: 100 }), fc.integer({ min: -1e9, max: 1e9 }))
    const counts = { back: 0 }
    fc.assert(
      fc.property(fc.array(fc.tuple(step, jump), { maxLength: 40 }), (steps) => {
        const slowDown = createSlowDown()
        let now = 1e12
        let turns = 0
        for (const [one, jumpMs] of steps) {
          now += jumpMs
          counts.back += jumpMs < 0 ? 1 : 0
          if (one.act === 'slower') slowDown.slower(now - 50, now, one.retryAfter)
          else if (one.act === 'faster') slowDown.faster()
          else {
            slowDown.takeTurn(now)
            turns += 1
          }
          const wait = slowDown.nextTurn(now) - now
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(60_000 + turns * 5_000)
        }
      }),
    )
    expect(counts.back).toBeGreaterThan(20)
  })
})
