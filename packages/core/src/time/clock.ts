import type { AbortSignalLike } from './abort.ts'
import { createSleeperHeap, type Sleeper } from './sleeper-heap.ts'

/** The only source of time. Real in services, virtual in tests and simulations. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. What is not above zero resolves at once. */
  readonly sleep: (ms: number, signal: AbortSignalLike) => Promise<void>
}

/** What the platform must lend for a real {@link Clock}. */
export interface Timers<Handle> {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Calls `run` once, after that many milliseconds. */
  readonly setTimeout: (run: () => void, ms: number) => Handle
  /** Keeps `run` from being called; after that it changes nothing. */
  readonly clearTimeout: (handle: Handle) => void
}

/** Longest wait given to one platform timer, in milliseconds. Node fires a timer of more than 2^31-1 ms at once. */
const TIMER_MAX_MS = 86_400_000

/**
 * Creates a clock that runs on the platform's timers.
 *
 * @param speed - how many of its own milliseconds pass in a real one; above 0
 * @example
 * const clock = createRealClock({ now: Date.now, setTimeout, clearTimeout })
 */
export const createRealClock = <Handle>(timers: Timers<Handle>, speed = 1): Clock => {
  // Called as they are: those of a browser throw when they are called on anything but the window.
  const { now: platformNow, setTimeout, clearTimeout } = timers
  const startedAt = platformNow()
  const now = (): number => startedAt + Math.round((platformNow() - startedAt) * speed)
  const sleep = (ms: number, signal: AbortSignalLike): Promise<void> =>
    new Promise((resolve) => {
      let left = ms
      let handle: Handle
      const settle = (): void => {
        clearTimeout(handle)
        signal.removeEventListener('abort', settle)
        resolve()
      }
      const arm = (): void => {
        const sliceMs = Math.min(Math.ceil(left / speed), TIMER_MAX_MS)
        const armedAt = now()
        handle = setTimeout(() => {
          const passedMs = now() - armedAt
          // A clock that was set back makes no sleep longer.
          left -= passedMs >= 0 ? passedMs : sliceMs * speed
          if (left <= 0 || signal.aborted) settle()
          else arm()
        }, sliceMs)
      }
      if (!(ms > 0) || signal.aborted) {
        resolve()
        return
      }
      signal.addEventListener('abort', settle)
      arm()
    })
  return { now, sleep }
}

/** A {@link Clock} whose time passes only when everything that it knows of is waiting. */
export interface VirtualClock extends Clock {
  /** Keeps time from passing while `work` runs: a request that is being answered takes none. */
  readonly hold: <A>(work: () => Promise<A>) => Promise<A>
  /** How many sleeps are pending. */
  readonly sleepers: () => number
}

/** How a virtual clock starts. */
export interface VirtualClockOptions {
  /** Milliseconds since the Unix epoch at which it starts. */
  readonly startAt?: number
}

/** Turns of the microtask queue without news after which everything counts as waiting. */
const IDLE_TURNS = 64

/** 2026-01-05T09:00:00+11:00, a Monday morning in Sydney. */
const START_AT = 1_767_564_000_000

/**
 * Creates a clock for tests and simulations: when nothing is left to do but to wait, it jumps to the next time that
 * somebody waits for. Sleeps that end at the same time end in the order in which they began.
 *
 * It sees promises, not the outside world: while a program waits for a file, a socket or a person, virtual time runs
 * on to the next sleep. Such programs want a real clock.
 */
export const createVirtualClock = ({ startAt = START_AT }: VirtualClockOptions = {}): VirtualClock => {
  const sleepers = createSleeperHeap()
  let time = startAt
  let order = 0
  let held = 0
  let news = 0
  let running = false

  const becomesIdle = async (): Promise<void> => {
    let seen = news
    for (let turn = 0; turn < IDLE_TURNS; turn++) {
      await undefined
      if (seen !== news) {
        seen = news
        turn = 0
      }
    }
  }

  const run = async (): Promise<void> => {
    if (running) return
    running = true
    while (sleepers.size() > 0 && held === 0) {
      await becomesIdle()
      const sleeper = held === 0 ? sleepers.first() : null
      if (sleeper !== null) {
        time = Math.max(time, sleeper.until)
        sleeper.wake()
      }
    }
    running = false
  }

  return {
    now: () => time,
    sleepers: sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        news += 1
        if (!(ms > 0) || signal.aborted) {
          resolve()
          return
        }
        const wake = (): void => {
          news += 1
          sleepers.remove(sleeper)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        order += 1
        const sleeper: Sleeper = { until: time + ms, order, wake }
        sleepers.add(sleeper)
        signal.addEventListener('abort', wake)
        void run()
      }),
    hold: async (work) => {
      held += 1
      news += 1
      try {
        return await work()
      } finally {
        held -= 1
        news += 1
        void run()
      }
    },
  }
}
