import { createAbortController, createRealClock, neverAborted } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await undefined
}

/** Timers that the test controls. */
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
    /** Advances the time and runs the timers that end meanwhile, `late` milliseconds late. */
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
  test('calls the timers as plain functions, as browsers require', async () => {
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

  test('sleeps for the given time on the given timers', async () => {
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

  test('may run slower than real time', async () => {
    const { timers, pass } = createTimers()
    const clock = createRealClock(timers, 0.5)
    const isOver = outcomeOf(clock.sleep(100, neverAborted))
    pass(199)
    expect(await isOver()).toBe(false)
    pass(1)
    expect([await isOver(), clock.now()]).toStrictEqual([true, 1_000_100])
  })

  test('sleeps for thirty days on timers limited to 24.8', async () => {
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

  test('sets no timer if already aborted or the time is zero', async () => {
    const { timers, waits } = createTimers()
    const source = createAbortController()
    source.abort()
    const clock = createRealClock(timers)
    await clock.sleep(500, source.signal)
    await clock.sleep(0, neverAborted)
    expect(waits).toStrictEqual([])
  })

  test('listens to the signal only while it sleeps', async () => {
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
  test('does not sleep longer, and one that is set forward wakes as soon as possible', async () => {
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
