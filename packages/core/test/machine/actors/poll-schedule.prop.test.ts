import { type JobStage, nextPollAt, type PollContext, type PollState } from '@bank-connection/core/machine'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterFailure,
  afterPoll,
  CHALLENGED_GAP_MS,
  FAILED_GAP_MAX_MS,
  GAP_MAX_MS,
  GAP_MIN_MS,
  gapAfterFailures,
  initialPollState,
  LATE_GAP_MAX_MS,
  PARKED_GAP_MS,
} from '../../../src/machine/actors/poll-schedule.ts'

const WORKING = ['Verifying', 'VerifyingAnswer', 'RetrievingAccounts', 'RetrievingTransactions'] as const

const mean = (): fc.Arbitrary<number | null> =>
  fc.option(
    fc.oneof(fc.integer({ min: 1, max: 120_000 }), fc.constantFrom(0, -5, 1e300, Number.NaN, Number.POSITIVE_INFINITY)),
  )

const pace = (): fc.Arbitrary<PollContext> =>
  fc.record({
    mfa: fc.constantFrom('never', 'sometimes', 'always'),
    averages: fc.option(
      fc.record({
        verifyCredentials: mean(),
        retrieveAccounts: mean(),
        retrieveTransactions: mean(),
        retrieveMeta: mean(),
        total: mean(),
      }),
    ),
  })

const sanePace: PollContext = {
  mfa: 'never',
  averages: {
    verifyCredentials: 4_000,
    retrieveAccounts: 2_000,
    retrieveTransactions: 6_000,
    retrieveMeta: null,
    total: null,
  },
}

interface Look {
  readonly stage: JobStage['_tag']
  readonly fails: boolean
  readonly lateMs: number
}

const look = (): fc.Arbitrary<Look> =>
  fc.record({
    stage: fc.constantFrom(...WORKING, 'Challenged', 'Parked'),
    fails: fc.boolean(),
    lateMs: fc.constantFrom(0, 0, 40, 3_600_000),
  })

/** The result of each poll when every poll happens on schedule or later. */
const follow = (looks: readonly Look[], pace: PollContext): readonly (readonly [PollState, number])[] => {
  let seen = initialPollState(1_000_000)
  return looks.map(({ stage, fails, lateMs }) => {
    const at = nextPollAt(seen, pace)
    const before = seen
    seen = fails ? afterFailure(seen, at + lateMs) : afterPoll(seen, stage, stage !== seen.stage, at + lateMs)
    return [before, at] as const
  })
}

describe('the poll schedule', () => {
  test('never polls earlier than the shortest gap or later than the longest delay of the stage', () => {
    fc.assert(
      fc.property(fc.array(look(), { maxLength: 30, size: 'max' }), pace(), (looks, each) => {
        for (const [seen, at] of follow(looks, each)) {
          expect(at - seen.polledAt).toBeGreaterThanOrEqual(GAP_MIN_MS)
          expect(at - seen.polledAt).toBeLessThanOrEqual(seen.stage === 'Parked' ? PARKED_GAP_MS : FAILED_GAP_MAX_MS)
        }
      }),
    )
  })

  test('keeps a constant gap while a stage is not late', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WORKING), fc.integer({ min: 2, max: 6 }), (stage, looks) => {
        let seen = afterPoll(initialPollState(0), stage, true, 0)
        const gaps: number[] = []
        for (let i = 0; i < looks; i++) {
          const at = nextPollAt(seen, sanePace)
          gaps.push(at - seen.polledAt)
          seen = afterPoll(seen, stage, false, at)
        }
        expect(new Set(gaps.slice(1)).size).toBe(1)
        expect(Math.max(...gaps.slice(1))).toBeLessThanOrEqual(GAP_MAX_MS)
      }),
    )
  })

  test('waits longer for an institution that is slower', () => {
    const first = (verifyCredentials: number): number =>
      nextPollAt(initialPollState(0), {
        mfa: 'never',
        averages: { ...sanePace.averages, verifyCredentials } as PollContext['averages'],
      })
    expect([2_000, 4_000, 8_000].map(first)).toStrictEqual([780, 1_560, 3_120])
  })

  test('polls more often where a challenge may come', () => {
    const gapOf = (mfa: PollContext['mfa']): number => {
      const seen = afterPoll(initialPollState(0), 'Verifying', false, 10_000)
      return nextPollAt(seen, { ...sanePace, mfa }) - 10_000
    }
    expect(gapOf('always')).toBeLessThan(gapOf('never'))
    expect(gapOf('sometimes')).toBe(gapOf('always'))
  })

  test('polls slowly while the user is asked, and more slowly while the job is queued', () => {
    const at = (stage: JobStage['_tag']): number => nextPollAt(afterPoll(initialPollState(0), stage, true, 0), sanePace)
    expect(at('Challenged')).toBe(CHALLENGED_GAP_MS)
    expect(at('Parked')).toBe(PARKED_GAP_MS)
  })

  test('widens the gap for a stage that takes far longer than its average, up to a limit', () => {
    const gapAt = (age: number): number => {
      const seen = { ...initialPollState(0), stage: 'RetrievingTransactions' as const, polledAt: age }
      return nextPollAt(seen, sanePace) - age
    }
    expect(gapAt(20_000)).toBe(720)
    expect(gapAt(100_000)).toBe(10_000)
    expect(gapAt(10_000_000)).toBe(LATE_GAP_MAX_MS)
  })

  test('treats a stage as late from four times its average', () => {
    const gapAt = (age: number): number => {
      const stage = 'RetrievingTransactions'
      const seen = { ...initialPollState(1_000_000), stage, polledAt: 1_000_000 + age } as const
      return nextPollAt(seen, sanePace) - seen.polledAt
    }
    expect([20_000, 24_000, 24_001].map(gapAt)).toStrictEqual([720, 720, 2_400])
  })

  test.each([
    ['Verifying', 1_560, 1_440],
    ['VerifyingAnswer', 1_000, 1_000],
    ['RetrievingAccounts', 780, 1_660],
    ['RetrievingTransactions', 2_340, 720],
    ['Done', 2_340, 720],
    ['Failed', 2_340, 720],
    ['Challenged', CHALLENGED_GAP_MS, CHALLENGED_GAP_MS],
    ['Parked', PARKED_GAP_MS, PARKED_GAP_MS],
  ] as const)('of %s waits %i ms for the first look, and then keeps a gap of %i ms', (stage, firstMs, gapMs) => {
    const begun = { ...initialPollState(1_000_000), stage, polledAt: 0 }
    const at = nextPollAt(begun, sanePace)
    expect([at - 1_000_000, nextPollAt({ ...begun, polledAt: at }, sanePace) - at]).toStrictEqual([firstMs, gapMs])
  })

  test.each([
    [1, 0],
    [599_999, 30_000],
    [600_000, 30_000],
    [600_001, 1_638],
    [1e300, 1_638],
    [Number.POSITIVE_INFINITY, 1_638],
    [Number.NaN, 1_638],
    [0, 1_638],
    [-5, 1_638],
    [null, 1_638],
  ])('uses an average of %j ms only if it is plausible: the first poll is due after %i ms', (mean, firstMs) => {
    const averages = {
      ...sanePace.averages,
      verifyCredentials: mean,
    } as PollContext['averages']
    const due = nextPollAt(
      { ...initialPollState(100_000), stageSince: 100_000, polledAt: 0 },
      { mfa: 'never', averages },
    )
    expect(due - 100_000).toBe(firstMs)
  })

  test('adds no gap without a failure, and doubles it with each consecutive one', () => {
    expect([0, 1, 2, 6, 7, 1_000].map(gapAfterFailures)).toStrictEqual([
      0,
      1_000,
      2_000,
      32_000,
      FAILED_GAP_MAX_MS,
      FAILED_GAP_MAX_MS,
    ])
  })

  test('keeps the time of the last change, capped when the clock is set back', () => {
    const changed = afterPoll(initialPollState(1_000), 'Verifying', true, 5_000)
    expect(afterPoll(changed, 'Verifying', false, 9_000).changedAt).toBe(5_000)
    expect(afterPoll(changed, 'Verifying', true, 9_000).changedAt).toBe(9_000)
    expect(afterPoll(changed, 'Verifying', false, 3_000).changedAt).toBe(3_000)
  })

  test('doubles the gap after each failed poll, up to a limit, and resets it after a successful one', () => {
    let seen = afterPoll(initialPollState(0), 'RetrievingTransactions', true, 0)
    const gaps: number[] = []
    for (let i = 0; i < 9; i++) {
      seen = afterFailure(seen, nextPollAt(seen, sanePace))
      gaps.push(nextPollAt(seen, sanePace) - seen.polledAt)
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
    expect(afterPoll(seen, seen.stage, false, 1).failures).toBe(0)
  })

  test('estimates the start of a stage halfway between the polls around it', () => {
    const seen = afterPoll(initialPollState(1_000), 'Verifying', false, 2_000)
    expect(afterPoll(seen, 'RetrievingAccounts', true, 3_000).stageSince).toBe(2_500)
    expect(afterPoll(seen, 'Verifying', true, 3_000).stageSince).toBe(1_000)
  })
})
