import { createAbortController, createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ConcurrencyLimiter,
  createConcurrencyLimiter,
  type Priority,
} from '../../src/retry/concurrency-limiter.ts'
import { createThrottle, type Throttle } from '../../src/retry/throttle.ts'
import { flushMicrotasks } from '../scripted-fetch.ts'

const ENDLESS = Number.POSITIVE_INFINITY
const never = neverAborted

/** A limiter on a clock that starts at 0, with a log of its outcomes by name. */
const subject = (concurrentMax: number, queuedMax: number, throttle: Throttle = createThrottle()) => {
  const clock = createVirtualClock({ startAt: 0 })
  const limiter = createConcurrencyLimiter({ concurrentMax, queuedMax, throttle, clock })
  const log: string[] = []
  const acquire = (name: string, priority: Priority = 'poll', stop = never, deadlineAt = ENDLESS): void => {
    Promise.resolve(limiter.acquire(priority, deadlineAt, stop)).then((entry) =>
      log.push(`${name} ${entry} ${clock.now()}`),
    )
  }
  const settled = async (): Promise<readonly string[]> => {
    await flushMicrotasks(5)
    return log
  }
  return { clock, limiter, throttle, log, acquire, settled }
}

const refused = (times: number): Throttle => {
  const throttle = createThrottle()
  for (let i = 0; i < times; i++) throttle.slowDown(i - times, i - times, null)
  return throttle
}

const releaseAll = async (limiter: ConcurrencyLimiter, times: number): Promise<void> => {
  for (let i = 0; i < times; i++) {
    limiter.release()
    await flushMicrotasks(5)
  }
}

describe('a concurrency limiter', () => {
  test('admits calls at once while slots are free, then in the order of arrival', async () => {
    const { limiter, log, acquire, settled } = subject(2, 10)
    for (const name of ['a', 'b', 'c', 'd']) acquire(name)
    expect(await settled()).toStrictEqual(['a acquired 0', 'b acquired 0'])
    await releaseAll(limiter, 2)
    expect(log.slice(2)).toStrictEqual(['c acquired 0', 'd acquired 0'])
  })

  test('admits token requests first, then user-facing calls', async () => {
    const { limiter, log, acquire } = subject(1, 10)
    for (const name of ['active', 'poll', 'poll2']) acquire(name)
    for (const name of ['user', 'user2']) acquire(name, 'user')
    for (const name of ['token', 'token2']) acquire(name, 'token')
    await releaseAll(limiter, 6)
    expect(log.map((line) => line.split(' ')[0])).toStrictEqual([
      'active',
      'token',
      'token2',
      'user',
      'user2',
      'poll',
      'poll2',
    ])
  })

  test('reports a full queue at once, except for a token request', async () => {
    const { limiter, log, acquire } = subject(1, 2)
    acquire('active')
    acquire('poll')
    acquire('user', 'user')
    expect(limiter.acquire('poll', ENDLESS, never)).toBe('full')
    expect(limiter.acquire('user', ENDLESS, never)).toBe('full')
    for (const name of ['token', 'token2', 'token3']) acquire(name, 'token')
    expect(limiter.acquire('user', ENDLESS, never)).toBe('full')
    await releaseAll(limiter, 5)
    expect(log.map((line) => line.split(' ')[0])).toStrictEqual(['active', 'token', 'token2', 'token3', 'user', 'poll'])
    expect(subject(1, 0).limiter.acquire('user', ENDLESS, never)).toBe('acquired')
  })

  test('removes an aborted call from the queue and admits the next one', async () => {
    const { limiter, log, acquire, settled } = subject(1, 2)
    const source = createAbortController()
    acquire('active')
    acquire('stopping', 'poll', source.signal)
    acquire('behind')
    source.abort()
    expect(await settled()).toStrictEqual(['active acquired 0', 'stopping aborted 0'])
    await releaseAll(limiter, 2)
    expect(log.at(-1)).toBe('behind acquired 0')
    expect(limiter.acquire('poll', ENDLESS, never)).toBe('acquired')
  })

  test('rejects an aborted call at once, with or without a free slot', async () => {
    const { acquire, settled, clock } = subject(1, 2)
    const source = createAbortController()
    source.abort()
    acquire('stopped before', 'token', source.signal)
    acquire('active')
    acquire('stopped behind', 'poll', source.signal, 0)
    expect((await settled()).toSorted()).toStrictEqual([
      'active acquired 0',
      'stopped before aborted 0',
      'stopped behind aborted 0',
    ])
    expect(clock.sleepers()).toBe(0)
  })
})

describe('a concurrency limiter with a throttle', () => {
  test('admits calls one gap apart, however many slots are free', async () => {
    const { clock, acquire, settled } = subject(64, 10, refused(1))
    for (const name of ['a', 'b', 'c']) acquire(name)
    await settled()
    expect(clock.sleepers()).toBe(1)
    await clock.sleep(1_000, never)
    expect(await settled()).toStrictEqual(['a acquired 24', 'b acquired 49', 'c acquired 74'])
    expect(clock.sleepers()).toBe(0)
  })

  test('keeps the order within a priority', async () => {
    const { clock, limiter, acquire, settled } = subject(2, 10, refused(1))
    for (const name of ['a', 'b', 'c']) acquire(name)
    await clock.sleep(60, never)
    acquire('late')
    limiter.release()
    await clock.sleep(1_000, never)
    limiter.release()
    expect((await settled()).map((line) => line.split(' ')[0])).toStrictEqual(['a', 'b', 'c', 'late'])
  })

  test('admits waiting calls before a new one after the throttle has eased, all at once', async () => {
    const { clock, throttle, acquire, settled } = subject(64, 10, refused(7))
    for (const name of ['a', 'b']) acquire(name)
    await clock.sleep(2_000, never)
    for (let i = 0; i < 100; i++) throttle.speedUp()
    acquire('late')
    expect(await settled()).toStrictEqual(['a acquired 1599', 'b acquired 2000', 'late acquired 2000'])
    expect(clock.sleepers()).toBe(0)
  })

  test('rejects calls at once that cannot start before their deadline, and queues the others', async () => {
    const { clock, limiter, throttle, acquire, settled } = subject(64, 10)
    throttle.slowDown(0, 0, 10_000)
    const acquireBy = (deadlineAt: number) => limiter.acquire('token', deadlineAt, never)
    expect(acquireBy(0)).toBe('throttled')
    expect(acquireBy(9_999)).toBe('throttled')
    expect(acquireBy(10_000)).toBe('throttled')
    expect(clock.sleepers()).toBe(0)
    acquire('in time', 'poll', never, 10_001)
    await clock.sleep(20_000, never)
    expect(await settled()).toStrictEqual(['in time acquired 10000'])
  })

  test('delays waiting calls after a further 429', async () => {
    const { clock, throttle, acquire, settled } = subject(64, 10, refused(1))
    acquire('a')
    await clock.sleep(10, never)
    throttle.slowDown(10, 10, 5_000)
    await clock.sleep(10_000, never)
    expect(await settled()).toStrictEqual(['a acquired 5010'])
  })

  test('keeps no timer for aborted calls, and admits the next call without delay', async () => {
    const { clock, limiter, acquire, settled } = subject(64, 1_000, refused(5))
    const sources = Array.from({ length: 60 }, (_, i) => {
      const source = createAbortController()
      acquire(`stopping${i}`, 'poll', source.signal)
      return source
    })
    await settled()
    expect(clock.sleepers()).toBe(1)
    for (const { abort } of sources) abort()
    expect((await settled()).filter((line) => line.endsWith(' aborted 0'))).toHaveLength(60)
    expect(clock.sleepers()).toBe(0)
    acquire('fresh')
    await clock.sleep(10_000, never)
    expect((await settled()).at(-1)).toBe('fresh acquired 399')
    expect(limiter.acquire('poll', ENDLESS, never)).toBe('acquired')
    expect(clock.sleepers()).toBe(0)
  })

  test('starts a new timer for a call that arrives when the last one is aborted', async () => {
    const { clock, acquire, settled } = subject(64, 10, refused(1))
    const source = createAbortController()
    acquire('stopping', 'poll', source.signal)
    source.abort()
    acquire('next')
    await clock.sleep(1_000, never)
    expect(await settled()).toStrictEqual(['stopping aborted 0', 'next acquired 24'])
  })
})

interface Waiter {
  readonly name: string
  readonly priority: Priority
}

/** The next call to admit. */
const firstOf = (waiting: readonly Waiter[]): Waiter | undefined =>
  (['token', 'user', 'poll'] as const).flatMap((priority) => waiting.filter((one) => one.priority === priority))[0]

/** A throttle with a constant gap, and holds. */
const steadyThrottle = (gapMs: number) => {
  let last = Number.NEGATIVE_INFINITY
  let heldUntil = Number.NEGATIVE_INFINITY
  const throttle: Throttle = {
    nextStart: (now) => Math.max(now, heldUntil, last + gapMs),
    started: (now) => {
      last = now
    },
    slowDown: (_, now, retryAfterMs) => {
      heldUntil = Math.max(heldUntil, now + (retryAfterMs ?? 0))
    },
    speedUp: () => undefined,
  }
  return throttle
}

interface Act {
  readonly act: 'acquire' | 'release' | 'abort' | 'pass' | 'hold'
  readonly priority: Priority
  readonly pick: number
  /** Even, so that a sleep of the limiter never starts in the middle of a wait of the test. */
  readonly ms: number
  readonly withinMs: number
}

const act: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(
    'acquire',
    'acquire',
    'acquire',
    'acquire',
    'release',
    'release',
    'abort',
    'pass',
    'pass',
    'hold',
  ),
  priority: fc.constantFrom('poll', 'poll', 'user', 'token'),
  pick: fc.nat(),
  ms: fc.integer({ min: 1, max: 30 }).map((half) => half * 2),
  withinMs: fc.constantFrom(ENDLESS, ENDLESS, 6, 40),
})

test('a limiter matches a model of one list, a count and a throttle', async () => {
  const counts = { acquired: 0, handed: 0, paced: 0, full: 0, held: 0, stopped: 0, ranked: 0 }
  const sizes = fc.record({
    concurrentMax: fc.integer({ min: 1, max: 3 }),
    queuedMax: fc.nat({ max: 4 }),
    gapMs: fc.constantFrom(0, 2, 10, 24),
  })
  const run = ({ concurrentMax, queuedMax, gapMs }: typeof sizes extends fc.Arbitrary<infer A> ? A : never) => {
    const { clock, limiter, throttle, acquire, settled } = subject(concurrentMax, queuedMax, steadyThrottle(gapMs))
    const wanted: string[] = []
    const sources = new Map<string, () => void>()
    const model = steadyThrottle(gapMs)
    let active = 0
    let waiting: readonly Waiter[] = []
    const admitUntil = (from: number, to: number, kind: 'handed' | 'paced'): void => {
      for (let next = firstOf(waiting); next !== undefined && active < concurrentMax; next = firstOf(waiting)) {
        const { name } = next
        const at = model.nextStart(from)
        if (at > to) return
        model.started(at)
        active += 1
        counts[kind] += 1
        counts.ranked += waiting[0] === next ? 0 : 1
        waiting = waiting.filter((one) => one !== next)
        wanted.push(`${name} acquired ${at}`)
      }
    }
    /** Sleeps that end at the same time end in the order they began; this one comes last. */
    const pass = async (ms: number): Promise<void> => {
      const now = clock.now()
      await clock.sleep(ms - 1, never)
      await clock.sleep(1, never)
      admitUntil(now, now + ms, 'paced')
    }
    const doAtOnce = (name: string, { act, priority, pick, ms, withinMs }: Act): void => {
      const now = clock.now()
      if (act === 'acquire') {
        const source = createAbortController()
        sources.set(name, source.abort)
        acquire(name, priority, source.signal, now + withinMs)
        if (model.nextStart(now) >= now + withinMs) {
          counts.held += 1
          wanted.push(`${name} throttled ${now}`)
        } else if (active < concurrentMax && waiting.length === 0 && model.nextStart(now) === now) {
          counts.acquired += 1
          active += 1
          model.started(now)
          wanted.push(`${name} acquired ${now}`)
        } else if (priority !== 'token' && waiting.length >= queuedMax) {
          counts.full += 1
          wanted.push(`${name} full ${now}`)
        } else waiting = [...waiting, { name, priority }]
      } else if (act === 'release' && active > 0) {
        limiter.release()
        active -= 1
        admitUntil(now, now, 'handed')
      } else if (act === 'abort' && waiting.length > 0) {
        const { name: stopping = '' } = waiting[pick % waiting.length] ?? {}
        counts.stopped += 1
        sources.get(stopping)?.()
        waiting = waiting.filter((one) => one.name !== stopping)
        wanted.push(`${stopping} aborted ${now}`)
      } else if (act === 'hold') {
        throttle.slowDown(now, now, ms)
        model.slowDown(now, now, ms)
      }
    }
    const play = async (name: string, one: Act): Promise<readonly string[]> => {
      if (one.act === 'pass') await pass(one.ms)
      return clock.hold(() => {
        doAtOnce(name, one)
        return settled()
      })
    }
    const end = async (): Promise<number> => {
      for (const { name } of waiting) sources.get(name)?.()
      await flushMicrotasks(5)
      return clock.sleepers()
    }
    return { play, wanted, end }
  }
  await fc.assert(
    fc.asyncProperty(sizes, fc.array(act, { minLength: 10, maxLength: 50 }), async (given, acts) => {
      const { play, wanted, end } = run(given)
      for (const [i, one] of acts.entries()) {
        expect(await play(String(i), one)).toStrictEqual(wanted)
      }
      expect(await end()).toBe(0)
    }),
    { numRuns: 300 },
  )
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
})
