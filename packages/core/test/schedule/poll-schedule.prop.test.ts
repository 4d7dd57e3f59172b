import { nextLook, type Pace, type Seen, type Stage } from '@bank-connection/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterFailure,
  afterLook,
  CHALLENGED_GAP_MS,
  FAILED_GAP_MAX_MS,
  GAP_MAX_MS,
  GAP_MIN_MS,
  LATE_GAP_MAX_MS,
  PARKED_GAP_MS,
  unseen,
} from '../../src/schedule/poll-schedule.ts'

const WORKING = ['Verifying', 'VerifyingAnswer', 'RetrievingAccounts', 'RetrievingTransactions'] as const

const mean = (): fc.Arbitrary<number | null> =>
  fc.option(
    fc.oneof(fc.integer({ min: 1, max: 120_000 }), fc.constantFrom(0, -5, 1e300, Number.NaN, Number.POSITIVE_INFINITY)),
  )

const pace = (): fc.Arbitrary<Pace> =>
  fc.record({
    mfa: fc.constantFrom('never', 'sometimes', 'always'),
    means: fc.option(
      fc.record({
        verifyCredentials: mean(),
        retrieveAccounts: mean(),
        retrieveTransactions: mean(),
        retrieveMeta: mean(),
        total: mean(),
      }),
    ),
  })

const sanePace: Pace = {
  mfa: 'never',
  means: {
    verifyCredentials: 4_000,
    retrieveAccounts: 2_000,
    retrieveTransactions: 6_000,
    retrieveMeta: null,
    total: null,
  },
}

interface Look {
  readonly stage: Stage['_tag']
  readonly fails: boolean
  readonly lateMs: number
}

const look = (): fc.Arbitrary<Look> =>
  fc.record({
    stage: fc.constantFrom(...WORKING, 'Challenged', 'Parked'),
    fails: fc.boolean(),
    lateMs: fc.constantFrom(0, 0, 40, 3_600_000),
  })

/** What is seen at each look when every look is taken when the schedule says, or later. */
const follow = (looks: readonly Look[], pace: Pace): readonly (readonly [Seen, number])[] => {
  let seen = unseen(1_000_000)
  return looks.map(({ stage, fails, lateMs }) => {
    const at = nextLook(seen, pace)
    const before = seen
    seen = fails ? afterFailure(seen, at + lateMs) : afterLook(seen, stage, stage !== seen.stage, at + lateMs)
    return [before, at] as const
  })
}

describe('the poll schedule', () => {
  test('never looks sooner than the shortest gap, nor later than the longest wait of its stage', () => {
    fc.assert(
      fc.property(fc.array(look(), { maxLength: 30, size: 'max' }), pace(), (looks, each) => {
        for (const [seen, at] of follow(looks, each)) {
          expect(at - seen.lookedAt).toBeGreaterThanOrEqual(GAP_MIN_MS)
          expect(at - seen.lookedAt).toBeLessThanOrEqual(seen.stage === 'Parked' ? PARKED_GAP_MS : FAILED_GAP_MAX_MS)
        }
      }),
    )
  })

  test('keeps a constant gap while a stage is not late: it does not back off', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WORKING), fc.integer({ min: 2, max: 6 }), (stage, looks) => {
        let seen = afterLook(unseen(0), stage, true, 0)
        const gaps: number[] = []
        for (let i = 0; i < looks; i++) {
          const at = nextLook(seen, sanePace)
          gaps.push(at - seen.lookedAt)
          seen = afterLook(seen, stage, false, at)
        }
        expect(new Set(gaps.slice(1)).size).toBe(1)
        expect(Math.max(...gaps.slice(1))).toBeLessThanOrEqual(GAP_MAX_MS)
      }),
    )
  })

  test('waits longer for an institution that is slower', () => {
    const first = (verifyCredentials: number): number =>
      nextLook(unseen(0), { mfa: 'never', means: { ...sanePace.means, verifyCredentials } as Pace['means'] })
    expect([2_000, 4_000, 8_000].map(first)).toStrictEqual([780, 1_560, 3_120])
  })

  test('looks more often for a challenge where one may come', () => {
    const gapOf = (mfa: Pace['mfa']): number => {
      const seen = afterLook(unseen(0), 'Verifying', false, 10_000)
      return nextLook(seen, { ...sanePace, mfa }) - 10_000
    }
    expect(gapOf('always')).toBeLessThan(gapOf('never'))
    expect(gapOf('sometimes')).toBe(gapOf('always'))
  })

  test('is slow while the user is asked, and slower while the server queues the job', () => {
    const at = (stage: Stage['_tag']): number => nextLook(afterLook(unseen(0), stage, true, 0), sanePace)
    expect(at('Challenged')).toBe(CHALLENGED_GAP_MS)
    expect(at('Parked')).toBe(PARKED_GAP_MS)
  })

  test('widens for a stage that takes far longer than its mean, up to a limit', () => {
    const gapAt = (age: number): number => {
      const seen = { ...unseen(0), stage: 'RetrievingTransactions' as const, lookedAt: age }
      return nextLook(seen, sanePace) - age
    }
    expect(gapAt(20_000)).toBe(720)
    expect(gapAt(100_000)).toBe(10_000)
    expect(gapAt(10_000_000)).toBe(LATE_GAP_MAX_MS)
  })

  test('doubles the gap after each look that fails, up to a limit, and forgets it after one that does not', () => {
    let seen = afterLook(unseen(0), 'RetrievingTransactions', true, 0)
    const gaps: number[] = []
    for (let i = 0; i < 9; i++) {
      seen = afterFailure(seen, nextLook(seen, sanePace))
      gaps.push(nextLook(seen, sanePace) - seen.lookedAt)
    }
    expect(gaps).toStrictEqual([
      1_000,
      2_000,
      4_000,
      8_000,
      16_000,
      32_000,
      FAILED_GAP_MAX_MS,
      FAILED_GAP_MAX_MS,
      FAILED_GAP_MAX_MS,
    ])
    expect(afterLook(seen, seen.stage, false, 1).failures).toBe(0)
  })

  test('takes a stage for begun halfway between the look before it and the first look at it', () => {
    const seen = afterLook(unseen(1_000), 'Verifying', false, 2_000)
    expect(afterLook(seen, 'RetrievingAccounts', true, 3_000).stageSince).toBe(2_500)
    expect(afterLook(seen, 'Verifying', true, 3_000).stageSince).toBe(1_000)
  })
})
