import { describe, expect, test } from 'vitest'
import { stepTimeline } from '../../../page/src/model/step-timeline.ts'
import { percentAt, timeAxis } from '../../../page/src/model/time-axis.ts'
import { traced, transition } from './history-records.ts'

const step = (title: string, status: string, since: number) => ({ title, status, since })

const working = (...steps: readonly unknown[]) => ({
  ...{ type: 'shown' as const },
  view: {
    _tag: 'Working',
    jobId: 'j-1',
    connectionId: null,
    stage: 'verifying',
    step: null,
    steps,
    expectedEndAt: 30_000,
  },
})

const poll = (index: number, call: number, at: number, steps: readonly unknown[]) => [
  traced(index, { type: 'called', call, operation: 'getJob', about: { jobId: 'j-1' } }, at),
  traced(
    index + 1,
    { type: 'settled', call, operation: 'getJob', result: { _tag: 'Right', right: { steps } } },
    at + 100,
  ),
]

const collecting = {
  type: 'shown' as const,
  view: {
    ...{ _tag: 'Collecting', fields: [], incomplete: null, rejection: null, attemptsLeft: 3, steps: [] },
    institution: {
      averages: { verifyCredentials: 4_000, retrieveAccounts: 2_000, retrieveTransactions: null },
    },
  },
}

const started = traced(
  1,
  {
    type: 'settled',
    call: 1,
    operation: 'createConnection',
    result: { _tag: 'Right', right: { outcome: 'created', jobId: 'j-1' } },
  },
  10_000,
)

const run = [
  traced(0, collecting, 5_000),
  started,
  ...poll(2, 2, 11_000, ['a']),
  traced(
    4,
    working(step('verify-credentials', 'in-progress', 10_500), step('retrieve-accounts', 'pending', 10_500)),
    11_100,
  ),
  ...poll(5, 3, 12_000, ['a']),
  ...poll(7, 4, 14_000, ['b']),
  traced(
    9,
    working(step('verify-credentials', 'success', 13_000), step('retrieve-accounts', 'in-progress', 13_000)),
    14_100,
  ),
]

describe('the steps of a job', () => {
  test('start and end when their statuses changed, with average durations', () => {
    expect(stepTimeline(run)?.bars).toStrictEqual([
      { title: 'verify-credentials', status: 'success', startAt: 10_500, endAt: 13_000, expectedMs: 4_000 },
      { title: 'retrieve-accounts', status: 'in-progress', startAt: 13_000, endAt: null, expectedMs: 2_000 },
    ])
    expect(stepTimeline(run)).toMatchObject({ startAt: 10_000, endAt: null, expectedEndAt: 30_000, attempt: 1 })
  })

  test('include each poll of the job, and whether it returned changes', () => {
    expect(stepTimeline(run)?.polls).toStrictEqual([
      { index: 2, at: 11_000, hasChanges: true },
      { index: 5, at: 12_000, hasChanges: false },
      { index: 7, at: 14_000, hasChanges: true },
    ])
  })

  test('start at the end of the previous step if they ran between two polls', () => {
    const unseen = [
      ...run,
      traced(
        10,
        working(
          step('verify-credentials', 'success', 13_000),
          step('retrieve-accounts', 'success', 15_000),
          step('retrieve-transactions', 'success', 18_000),
        ),
        18_000,
      ),
    ]
    expect(stepTimeline(unseen)?.bars[2]).toStrictEqual({
      title: 'retrieve-transactions',
      status: 'success',
      startAt: 15_000,
      endAt: 18_000,
      expectedMs: null,
    })
  })

  test('have no bar if they were skipped or have not started', () => {
    const bars = stepTimeline([
      traced(0, working(step('mfa-challenge', 'skipped', 5), step('retrieve-accounts', 'pending', 5)), 10),
    ])?.bars
    expect(bars?.map(({ startAt, endAt }) => [startAt, endAt])).toStrictEqual([
      [null, null],
      [null, null],
    ])
  })

  test('are those of the job that rejected the credentials, until the next job starts', () => {
    const refused = [
      ...run,
      traced(
        10,
        { ...collecting, view: { ...collecting.view, steps: [step('verify-credentials', 'failed', 15_000)] } },
        15_000,
      ),
    ]
    expect(stepTimeline(refused)).toMatchObject({
      jobId: 'j-1',
      endAt: 15_000,
      bars: [{ status: 'failed', startAt: 10_500, endAt: 15_000 }],
    })
    const next = [...refused, traced(11, { type: 'shown', view: { ...working().view, jobId: 'j-2' } }, 16_000)]
    expect(stepTimeline(next)).toMatchObject({ jobId: 'j-2', attempt: 2, endAt: null, bars: [] })
  })

  test('of a service are read from the context of its machine, which has only polls with changes', () => {
    const context = {
      jobId: 's-1',
      steps: [step('verify-credentials', 'in-progress', 900)],
      challenge: { since: 1_000, expiresAt: 9_000 },
    }
    const records = [
      transition(0, 'xstate.init', 'collecting', 100),
      transition(1, 'xstate.done.actor.requestJob', 'following.verifying', 500, { jobId: 's-1', steps: [] }),
      transition(2, 'jobRead', 'following.challenged', 1_000, context),
    ]
    expect(stepTimeline(records)).toMatchObject({
      ...{ jobId: 's-1', hasAllPolls: false, polls: [{ index: 2, at: 1_000, hasChanges: true }] },
      challenge: { since: 1_000, expiresAt: 9_000 },
    })
  })

  test('of a service use the times of its bank, whose clock may differ from that of the service', () => {
    const steps = [step('verify-credentials', 'in-progress', 1_000_500)]
    const done = [step('verify-credentials', 'success', 1_030_000)]
    const known = { requestedAt: 1_000_000, jobId: 's-1', challenge: null }
    const records = [
      transition(0, 'xstate.done.actor.requestJob', 'following.verifying', 50, { ...known, steps: [] }),
      transition(1, 'jobRead', 'following.verifying', 100, { ...known, steps }),
      transition(2, 'jobRead', 'connected', 3_000, { ...known, steps: done }),
    ]
    expect(stepTimeline(records.slice(0, 2))).toMatchObject({
      ...{ startAt: 1_000_000, endAt: null, latestAt: 1_000_500, polls: [{ at: 1_000_500 }] },
      bars: [{ startAt: 1_000_500, endAt: null }],
    })
    expect(stepTimeline(records)).toMatchObject({
      ...{ startAt: 1_000_000, endAt: 1_030_000, latestAt: 1_030_000 },
      bars: [{ startAt: 1_000_500, endAt: 1_030_000 }],
    })
  })

  test('are absent before there is a job', () => {
    expect(stepTimeline(run.slice(0, 1))).toBeNull()
  })
})

describe('a time axis', () => {
  test('has few ticks at round times, and a margin at its end', () => {
    const axis = timeAxis(1_000, 13_000)
    expect(axis.ticks.map(({ label }) => label)).toStrictEqual(['0', '2 s', '4 s', '6 s', '8 s', '10 s', '12 s'])
    expect(percentAt(axis, 13_000)).toBeLessThan(100)
    expect([percentAt(axis, 0), percentAt(axis, 99_000)]).toStrictEqual([0, 100])
  })

  test('spans seven days as well as no time at all', () => {
    expect(timeAxis(0, 7 * 86_400_000).ticks.length).toBeLessThanOrEqual(9)
    expect(timeAxis(5, 5).to).toBe(1_005)
  })
})
