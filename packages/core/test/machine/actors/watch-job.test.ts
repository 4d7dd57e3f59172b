import type { JobId, PortError } from '@bank-connection/core'
import {
  createVirtualClock,
  malformedResponse,
  neverAborted,
  unreachable,
  type VirtualClock,
} from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createActor, fromCallback, setup } from 'xstate'
import type { WatchJobInput } from '../../../src/machine/actor-logic.ts'
import { PARKED_GAP_MS } from '../../../src/machine/actors/poll-schedule.ts'
import { POLL_FAILURES_MAX, watchJobOf } from '../../../src/machine/actors/watch-job.ts'
import type { Challenge } from '../../../src/machine/context.ts'
import type { WatchEvent } from '../../../src/machine/event.ts'
import { asking, checking, done, queued, retrieving, scriptedPort, verifying } from '../../scripted-port.ts'

const DAY_MS = 86_400_000
const NEVER = 'never answers' as const

type Answer = Job | PortError | typeof NEVER

const INPUT: WatchJobInput = {
  jobId: 'job-1' as JobId,
  isNew: true,
  deadlineAt: 8 * DAY_MS,
  stallTimeoutMs: 900_000,
  averages: null,
  mfa: 'always',
  answered: null,
}

/** Runs `watchJob` for some virtual time; each poll returns the next response, and the last one repeats. */
const watch = (
  shows: readonly Answer[],
  input: Partial<WatchJobInput> = {},
  clock: VirtualClock = createVirtualClock({ startAt: 0 }),
) => {
  const told: WatchEvent[] = []
  let reads = 0
  const scripted = scriptedPort(
    {
      getJob: (_, signal) => {
        const shown = shows[Math.min(reads, shows.length - 1)]
        reads += 1
        if (shown === NEVER)
          return new Promise((resolve) =>
            signal.addEventListener('abort', () => resolve(E.left(unreachable('cancelled', 'unknown')))),
          )
        return shown !== undefined && '_tag' in shown ? E.left(shown) : E.right(shown)
      },
    },
    clock,
  )
  const parent = setup({ actors: { watchJob: fromCallback(watchJobOf(scripted.port)) } }).createMachine({
    invoke: { id: 'watchJob', src: 'watchJob', input: { ...INPUT, ...input } },
    on: { '*': { actions: ({ event }) => told.push(event as WatchEvent) } },
  })
  const actor = createActor(parent)
  actor.start()
  const child = () => actor.getSnapshot().children['watchJob']
  return {
    ...scripted,
    told,
    tags: () => told.map(({ type }) => type),
    reads: () => scripted.asked.map(({ at }) => at),
    pass: (ms: number) => scripted.clock.sleep(ms, neverAborted),
    pause: () => child()?.send({ type: 'pause' }),
    resume: () => child()?.send({ type: 'resume' }),
    stop: () => actor.stop(),
  }
}

const gaps = (times: readonly number[]): readonly number[] => times.slice(1).map((at, i) => at - (times[i] ?? 0))

describe('the watch over a job', () => {
  test('reports only changes, however often it polls', async () => {
    const it = watch([verifying, verifying, verifying, retrieving, retrieving, done])
    await it.pass(30_000)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead', 'jobRead', 'jobRead'])
    expect(it.reads().length).toBeGreaterThan(5)
  })

  test('reports the times of this poll and the previous one', async () => {
    const it = watch([verifying, retrieving])
    await it.pass(10_000)
    it.stop()
    const times = it.told.map((event) => (event.type === 'jobRead' ? [event.previousAt, event.at] : []))
    const [first, second] = it.reads()
    expect(times.slice(0, 2)).toStrictEqual([
      [0, first],
      [first, second],
    ])
  })

  test('delays the first poll of a new job, but not of an old one', async () => {
    const fresh = watch([verifying])
    const old = watch([verifying], { isNew: false })
    await Promise.all([fresh.pass(5_000), old.pass(5_000)])
    fresh.stop()
    old.stop()
    expect(old.reads()[0]).toBe(0)
    expect(fresh.reads()[0]).toBeGreaterThan(1_000)
  })

  test('polls an old job after an answer when the answer may have been checked', async () => {
    const it = watch([NEVER, checking], { isNew: false })
    await it.pass(100)
    it.pause()
    await it.pass(100)
    it.resume()
    await it.pass(5_000)
    it.stop()
    expect(it.reads().slice(0, 2)).toStrictEqual([0, 1_200])
  })

  test('keeps a gap between failed polls after the deadline', async () => {
    const it = watch([verifying, unreachable('offline', 'unknown')], { deadlineAt: 3_000 })
    await it.pass(400_000)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead', 'watchFailed'])
    const late = it.reads().filter((at) => at >= 3_000)
    expect(late.length).toBeGreaterThan(3)
    expect(Math.min(...gaps(late))).toBeGreaterThanOrEqual(1_000)
  })

  test('never has two polls in flight', async () => {
    const it = watch([NEVER])
    await it.pass(50_000)
    expect(it.inFlight()).toBe(1)
    expect(it.reads()).toHaveLength(1)
    it.stop()
  })

  test('times out a poll after a minute, and polls again', async () => {
    const it = watch([NEVER, verifying])
    await it.pass(90_000)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead'])
    expect(gaps(it.reads())[0]).toBeGreaterThanOrEqual(60_000)
  })

  test('sends nothing and waits for nothing once it is stopped', async () => {
    const it = watch([verifying])
    await it.pass(10_000)
    it.stop()
    const reads = it.reads().length
    await it.pass(DAY_MS)
    expect(it.reads()).toHaveLength(reads)
    expect(it.clock.sleepers()).toBe(0)
  })

  test('aborts a poll in flight when it is stopped', async () => {
    const it = watch([NEVER])
    await it.pass(10_000)
    it.stop()
    await it.pass(1)
    expect(it.inFlight()).toBe(0)
  })

  test('does not poll while paused, and polls again once resumed', async () => {
    const it = watch([asking])
    await it.pass(10_000)
    it.pause()
    const reads = it.reads().length
    await it.pass(DAY_MS)
    expect(it.reads()).toHaveLength(reads)
    const resumedAt = it.clock.now()
    it.resume()
    await it.pass(2_000)
    it.stop()
    expect(it.reads()[reads]).toBe(resumedAt + 1_000)
  })

  test('reports nothing from a poll that was in flight when it was paused', async () => {
    let answer: (job: E.Either<PortError, Job>) => void = () => undefined
    const told: WatchEvent[] = []
    const { port, clock } = scriptedPort({ getJob: () => new Promise((resolve) => (answer = resolve)) })
    const parent = setup({ actors: { watchJob: fromCallback(watchJobOf(port)) } }).createMachine({
      invoke: { id: 'watchJob', src: 'watchJob', input: INPUT },
      on: { '*': { actions: ({ event }) => told.push(event as WatchEvent) } },
    })
    const actor = createActor(parent)
    actor.start()
    await clock.sleep(10_000, neverAborted)
    actor.getSnapshot().children['watchJob']?.send({ type: 'pause' })
    answer(E.right(verifying))
    await clock.sleep(10_000, neverAborted)
    actor.stop()
    expect(told).toStrictEqual([])
  })

  test('reports the same challenge again after an answer, because the bank asks again', async () => {
    const it = watch([asking])
    await it.pass(30_000)
    it.pause()
    it.resume()
    await it.pass(30_000)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead', 'jobRead'])
  })

  test('polls slowly while the user is asked, and every ten minutes while the job is queued', async () => {
    const asked = watch([asking])
    const parked = watch([queued])
    await Promise.all([asked.pass(300_000), parked.pass(DAY_MS)])
    asked.stop()
    parked.stop()
    expect(new Set(gaps(asked.reads()))).toStrictEqual(new Set([20_000]))
    expect(new Set(gaps(parked.reads()))).toStrictEqual(new Set([PARKED_GAP_MS]))
  })

  test('polls a queued job for seven days without reporting, and then continues', async () => {
    const it = watch([queued, queued, queued])
    await it.pass(7 * DAY_MS)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead'])
  })

  test('tolerates consecutive failures up to its limit, and then reports the last', async () => {
    const offline = unreachable('offline', 'unknown')
    const brief = watch([...Array.from({ length: POLL_FAILURES_MAX - 1 }, () => offline), done])
    const lasting = watch([offline])
    await Promise.all([brief.pass(600_000), lasting.pass(600_000)])
    brief.stop()
    lasting.stop()
    expect(brief.tags()).toStrictEqual(['jobRead'])
    expect(lasting.told).toStrictEqual([{ type: 'watchFailed', failure: offline }])
    expect(lasting.reads()).toHaveLength(POLL_FAILURES_MAX)
  })

  test.each([
    [401, 1],
    [403, 1],
    [400, 1],
    [499, 1],
    [404, POLL_FAILURES_MAX],
    [408, POLL_FAILURES_MAX],
    [429, POLL_FAILURES_MAX],
    [500, POLL_FAILURES_MAX],
    [503, POLL_FAILURES_MAX],
  ])('polls %s at most %s times', async (status, reads) => {
    const it = watch([{ _tag: 'Refused', status, code: 'c', detail: null, correlationId: null }])
    await it.pass(600_000)
    it.stop()
    expect(it.reads()).toHaveLength(reads)
    expect(it.tags()).toStrictEqual(['watchFailed'])
  })

  test.each([
    ['keyRejected', 1],
    ['accountDisabled', 1],
    ['throttled', POLL_FAILURES_MAX],
    ['provider', POLL_FAILURES_MAX],
  ] as const)('looks without a token, for it is %s, at most %i times', async (reason, reads) => {
    const it = watch([{ _tag: 'TokenUnavailable', reason, status: null, detail: null, correlationId: null }])
    await it.pass(600_000)
    it.stop()
    expect(it.reads()).toHaveLength(reads)
    expect(it.tags()).toStrictEqual(['watchFailed'])
  })

  test('tolerates a response that it cannot decode', async () => {
    const it = watch([malformedResponse('Job', ['/steps']), done])
    await it.pass(30_000)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead'])
  })

  test('polls the job it was started with', async () => {
    const it = watch([verifying], { isNew: false })
    await it.pass(100)
    it.stop()
    expect(it.asked.map(({ call, input }) => [call, input])).toStrictEqual([['getJob', { jobId: 'job-1' }]])
  })

  test('gives up a stalled job, and names the deadline', async () => {
    const it = watch([verifying])
    await it.pass(DAY_MS)
    it.stop()
    const first = it.reads()[0] ?? 0
    expect(it.told.slice(1)).toStrictEqual([{ type: 'outOfTime', deadlineAt: first + INPUT.stallTimeoutMs }])
  })

  test("does not treat a user's delay as a stalled job", async () => {
    const it = watch([asking])
    await it.pass(DAY_MS)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead'])
  })

  test('gives up at its deadline, even while the user is asked or the job is queued', async () => {
    const asked = watch([asking], { deadlineAt: 100_000 })
    const parked = watch([queued], { deadlineAt: 100_000 })
    await Promise.all([asked.pass(DAY_MS), parked.pass(DAY_MS)])
    asked.stop()
    parked.stop()
    expect(asked.told.at(-1)).toStrictEqual({ type: 'outOfTime', deadlineAt: 100_000 })
    expect(parked.told.at(-1)).toStrictEqual({ type: 'outOfTime', deadlineAt: 100_000 })
  })

  test('polls once more at its deadline, and reports the job before it gives up', async () => {
    const it = watch([verifying, retrieving], { deadlineAt: 2_000 })
    await it.pass(DAY_MS)
    it.stop()
    expect(it.tags()).toStrictEqual(['jobRead', 'jobRead', 'outOfTime'])
    expect(it.reads().at(-1)).toBe(2_000)
  })

  test('polls once, not in a burst, after the computer slept', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    let slept = 0
    const it = watch([checking], {}, { ...clock, now: () => clock.now() + slept })
    await it.pass(5_000)
    const reads = it.reads().length
    slept = 600_000
    await it.pass(1_000)
    it.stop()
    expect(it.reads().length - reads).toBe(1)
  })

  test('waits no longer than planned when the clock is set back', async () => {
    const clock = createVirtualClock({ startAt: 10_000_000 })
    let setBack = 0
    const it = watch([checking], { deadlineAt: 8 * DAY_MS }, { ...clock, now: () => clock.now() - setBack })
    await it.pass(5_000)
    const reads = it.reads().length
    setBack = 3_600_000
    await it.pass(5_000)
    it.stop()
    expect(it.reads().length - reads).toBeGreaterThanOrEqual(3)
  })

  test('tolerates a failed poll after the computer slept past the deadline', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    let slept = 0
    const it = watch([verifying, unreachable('offline', 'no'), done], {}, { ...clock, now: () => clock.now() + slept })
    await it.pass(2_000)
    slept = 1_800_000
    await it.pass(60_000)
    it.stop()
    expect(it.tags()[1]).toBe('jobRead')
    expect(it.told[1]).toMatchObject({ job: { steps: done.steps } })
  })

  test('treats another job in the response as a failure', async () => {
    const it = watch([{ ...verifying, id: 'job-2' as JobId }])
    await it.pass(600_000)
    it.stop()
    expect(it.told).toStrictEqual([
      { type: 'watchFailed', failure: { _tag: 'MalformedResponse', reason: 'shape', expected: 'Job', paths: ['/id'] } },
    ])
  })

  test('reports a defect when the port throws, without the exception', async () => {
    const told: unknown[] = []
    const { port, clock } = scriptedPort({
      getJob: () => {
        throw new Error('hunter2')
      },
    })
    const parent = setup({ actors: { watchJob: fromCallback(watchJobOf(port)) } }).createMachine({
      invoke: { id: 'watchJob', src: 'watchJob', input: INPUT },
      on: { '*': { actions: ({ event }) => told.push(event) } },
    })
    const actor = createActor(parent)
    actor.start()
    await clock.sleep(10_000, neverAborted)
    actor.stop()
    expect(told).toStrictEqual([{ type: 'defect', operation: 'getJob' }])
  })
})

/** The challenge of `asking`, as the machine stores it. */
const ASKED: Challenge = {
  method: 'token',
  description: null,
  prompts: ['Code'],
  since: 0,
  expiresAt: 120_000,
  round: 1,
}

describe('the watch over a job whose challenge was answered', () => {
  const times = (told: readonly WatchEvent[]) => told.map((event) => (event.type === 'jobRead' ? event.at : event.type))

  test('treats the challenge as the answered one, polls every second, and reports it once after ten seconds', async () => {
    const it = watch([asking], { isNew: false, answered: ASKED })
    await it.pass(60_000)
    it.stop()
    const eachSecond = Array.from({ length: 11 }, (_, i) => i * 1_000)
    expect(it.reads()).toStrictEqual([...eachSecond, 30_000, 50_000])
    expect(it.told).toMatchObject([{ type: 'jobRead', at: 10_000, previousAt: 9_000 }])
  })

  test('does the same after an answer sent during the watch', async () => {
    const it = watch([asking], { isNew: false })
    await it.pass(30_000)
    it.pause()
    it.resume()
    await it.pass(60_000)
    it.stop()
    expect(times(it.told)).toStrictEqual([0, 40_000])
  })

  test('reports another challenge at once, and the answered one if it returns after something else', async () => {
    const other = watch([asking], { isNew: false, answered: { ...ASKED, prompts: ['Colour'] } })
    const again = watch([asking, checking, asking], { isNew: false, answered: ASKED })
    await other.pass(5_000)
    other.stop()
    await again.pass(5_000)
    again.stop()
    expect(times(other.told)).toStrictEqual([0])
    expect(times(again.told)).toStrictEqual([1_000, 2_000])
  })

  test('keeps the schedule of the stage that the job has reached', async () => {
    const it = watch([retrieving], { isNew: false, answered: ASKED })
    await it.pass(5_000)
    it.stop()
    expect(gaps(it.reads())).toStrictEqual([1_992, 1_992])
  })

  test('reports it after ten seconds even if the clock is set back', async () => {
    const clock = createVirtualClock({ startAt: 10_000_000 })
    let setBack = 0
    const it = watch(
      [asking],
      { deadlineAt: 8 * DAY_MS, isNew: false, answered: ASKED },
      { ...clock, now: () => clock.now() - setBack },
    )
    await it.pass(4_500)
    setBack = 3_600_000
    await it.pass(15_000)
    it.stop()
    expect(times(it.told)).toStrictEqual([10_015_000 - setBack])
  })
})
