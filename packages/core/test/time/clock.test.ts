import { createAbortController, createRealClock, createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await undefined
}

describe('a virtual clock', () => {
  test('jumps to the time that somebody waits for, however far it is', async () => {
    const clock = createVirtualClock({ startAt: 1_000 })
    await clock.sleep(365 * 86_400_000, neverAborted)
    expect(clock.now()).toBe(1_000 + 365 * 86_400_000)
  })

  test('ends sleeps in the order of their ends, and those of one end in the order of their beginnings', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const ended: string[] = []
    const sleep = (name: string, ms: number) =>
      clock.sleep(ms, neverAborted).then(() => ended.push(`${name} at ${clock.now()}`))
    await Promise.all([sleep('a', 30), sleep('b', 10), sleep('c', 20), sleep('d', 10)])
    expect(ended).toStrictEqual(['b at 10', 'd at 10', 'c at 20', 'a at 30'])
  })

  test('lets what was woken go to sleep again before time goes on', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const seen: string[] = []
    const every = async (name: string, ms: number, times: number) => {
      for (let i = 0; i < times; i++) {
        await clock.sleep(ms, neverAborted)
        await turns(20)
        seen.push(`${name}${clock.now()}`)
      }
    }
    await Promise.all([every('a', 10, 3), every('b', 15, 2)])
    expect(seen).toStrictEqual(['a10', 'b15', 'a20', 'b30', 'a30'])
  })

  test('stands still while work is held, and goes on after it', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const times: number[] = []
    const sleeping = clock.sleep(5, neverAborted).then(() => times.push(clock.now()))
    await clock.hold(async () => {
      await turns(1_000)
      times.push(clock.now())
    })
    await sleeping
    expect(times).toStrictEqual([0, 5])
  })

  test('goes on after held work has thrown, and passes on what it threw', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const sleeping = clock.sleep(5, neverAborted)
    await expect(clock.hold(() => Promise.reject(new Error('work')))).rejects.toThrow('work')
    await sleeping
    expect(clock.now()).toBe(5)
  })

  test('stands still until the last of what is held is done', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const sleeping = clock.sleep(5, neverAborted)
    const long = clock.hold(() => turns(500).then(() => clock.now()))
    await clock.hold(() => turns(5))
    expect(await long).toBe(0)
    await sleeping
  })

  test('wakes at once what is aborted, without time passing, and forgets it', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const source = createAbortController()
    const sleeping = clock.sleep(60_000, source.signal)
    expect(clock.sleepers()).toBe(1)
    source.abort()
    await sleeping
    expect([clock.now(), clock.sleepers()]).toStrictEqual([0, 0])
  })

  test.each([0, -1, Number.NEGATIVE_INFINITY])('sleeps no time for %d', async (ms) => {
    const clock = createVirtualClock({ startAt: 0 })
    await clock.sleep(ms, neverAborted)
    expect([clock.now(), clock.sleepers()]).toStrictEqual([0, 0])
  })

  test('does not sleep when it is aborted already', async () => {
    const clock = createVirtualClock({ startAt: 0 })
    const source = createAbortController()
    source.abort()
    await clock.sleep(5, source.signal)
    expect(clock.now()).toBe(0)
  })

  test('starts on a Monday morning in Sydney when nobody says otherwise', () => {
    expect(new Date(createVirtualClock().now()).toISOString()).toBe('2026-01-04T22:00:00.000Z')
  })
})

/** Timers that run when the test says so. */
const createTimers = () => {
  const armed = new Map<number, { readonly at: number; readonly run: () => void; readonly ms: number }>()
  const waits: number[] = []
  let time = 1_000_000
  let handles = 0
  return {
    waits,
    armed: () => armed.size,
    timers: {
      now: () => time,
      setTimeout: (run: () => void, ms: number) => {
        handles += 1
        waits.push(ms)
        armed.set(handles, { at: time + ms, run, ms })
        return handles
      },
      clearTimeout: (handle: number) => void armed.delete(handle),
    },
    /** Lets time pass, and the timers that end meanwhile run, `late` milliseconds after they should. */
    pass: (ms: number, late = 0) => {
      const until = time + ms
      for (;;) {
        const due = [...armed].sort(([, a], [, b]) => a.at - b.at).find(([, { at }]) => at + late <= until)
        if (due === undefined) break
        armed.delete(due[0])
        time = Math.max(time, due[1].at + late)
        due[1].run()
      }
      time = until
    },
  }
}

const outcomeOf = (promise: Promise<void>) => {
  const outcome = { isOver: false }
  void promise.then(() => {
    outcome.isOver = true
  })
  return async () => {
    await turns(5)
    return outcome.isOver
  }
}

describe('a real clock', () => {
  test('calls the timers as functions: those of a browser refuse to be called on another object', async () => {
    function bare(this: unknown): void {
      if (this !== undefined) throw new TypeError('Illegal invocation')
    }
    const clock = createRealClock({
      now(this: unknown) {
        bare.call(this)
        return 0
      },
      setTimeout(this: unknown, run: () => void) {
        bare.call(this)
        queueMicrotask(run)
        return 1
      },
      clearTimeout: bare,
    })
    const source = createAbortController()
    const slept = clock.sleep(5, source.signal)
    source.abort()
    await expect(slept).resolves.toBeUndefined()
  })

  test('sleeps as long as asked on the timers that it is lent', async () => {
    const { timers, pass, armed } = createTimers()
    const isOver = outcomeOf(createRealClock(timers).sleep(500, neverAborted))
    pass(499)
    expect(await isOver()).toBe(false)
    pass(1)
    expect([await isOver(), armed()]).toStrictEqual([true, 0])
  })

  test('runs at the speed given', async () => {
    const { timers, pass, waits } = createTimers()
    const clock = createRealClock(timers, 60)
    const isOver = outcomeOf(clock.sleep(60_000, neverAborted))
    pass(1_000)
    expect([await isOver(), clock.now(), waits]).toStrictEqual([true, 1_060_000, [1_000]])
  })

  test('may run slower than time', async () => {
    const { timers, pass } = createTimers()
    const clock = createRealClock(timers, 0.5)
    const isOver = outcomeOf(clock.sleep(100, neverAborted))
    pass(199)
    expect(await isOver()).toBe(false)
    pass(1)
    expect([await isOver(), clock.now()]).toStrictEqual([true, 1_000_100])
  })

  test('sleeps for thirty days on timers that end within 24.8', async () => {
    const { timers, pass, waits, armed } = createTimers()
    const days = 86_400_000
    const isOver = outcomeOf(createRealClock(timers).sleep(30 * days + 5, neverAborted))
    pass(30 * days)
    expect(await isOver()).toBe(false)
    pass(5)
    expect([await isOver(), Math.max(...waits) < 2 ** 31, armed()]).toStrictEqual([true, true, 0])
  })

  test('sleeps on when a timer fires too early', async () => {
    const { timers, pass } = createTimers()
    const early = { ...timers, setTimeout: (run: () => void, ms: number) => timers.setTimeout(run, ms / 2) }
    const isOver = outcomeOf(createRealClock(early).sleep(400, neverAborted))
    pass(399)
    expect(await isOver()).toBe(false)
    pass(10)
    expect(await isOver()).toBe(true)
  })

  test('wakes at once when aborted, and leaves no timer behind', async () => {
    const { timers, pass, armed } = createTimers()
    const source = createAbortController()
    const isOver = outcomeOf(createRealClock(timers).sleep(500, source.signal))
    pass(100)
    source.abort()
    expect([await isOver(), armed()]).toStrictEqual([true, 0])
  })

  test('arms no timer when aborted already, or for no time', async () => {
    const { timers, waits } = createTimers()
    const source = createAbortController()
    source.abort()
    const clock = createRealClock(timers)
    await clock.sleep(500, source.signal)
    await clock.sleep(0, neverAborted)
    expect(waits).toStrictEqual([])
  })

  test('listens to the signal for as long as it sleeps, and no longer', async () => {
    const { timers, pass } = createTimers()
    const listeners = new Set<() => void>()
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
      removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
    }
    const sleeping = createRealClock(timers).sleep(5, signal)
    const during = listeners.size
    pass(5)
    await sleeping
    expect([during, listeners.size]).toStrictEqual([1, 0])
  })
})

describe('a real clock that is set back', () => {
  test('sleeps no longer for it, and one that is set forward wakes at the next chance', async () => {
    let wall = 1_000_000
    const armed: { run: () => void; ms: number }[] = []
    const clock = createRealClock({
      now: () => wall,
      setTimeout: (run: () => void, ms: number) => armed.push({ run, ms }),
      clearTimeout: () => undefined,
    })
    let woken = 0
    const wake = () => {
      woken += 1
    }
    void clock.sleep(5_000, neverAborted).then(wake)
    wall -= 3_600_000
    armed[0]?.run()
    await Promise.resolve()
    expect([armed.length, armed[0]?.ms, woken]).toStrictEqual([1, 5_000, 1])
    void clock.sleep(200_000_000, neverAborted).then(wake)
    wall += 300_000_000
    armed[1]?.run()
    await Promise.resolve()
    expect([armed.length, woken]).toStrictEqual([2, 2])
  })
})

describe('a sleep of no length', () => {
  test.each([0, -1, Number.NaN])('of %s resolves at once and moves no time', async (ms) => {
    const clock = createVirtualClock({ startAt: 5 })
    await clock.sleep(ms, neverAborted)
    expect(clock.now()).toBe(5)
  })
})
