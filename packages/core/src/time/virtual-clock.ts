import type { Clock } from './clock.ts'
import { createSleeperHeap, type Sleeper } from './sleeper-heap.ts'

/** A {@link Clock} whose time passes only when everything it can observe is waiting. */
export interface VirtualClock extends Clock {
  /** Stops time while `work` runs, so that handling a request takes none. */
  readonly hold: <A>(work: () => Promise<A>) => Promise<A>
  /** Number of pending sleeps. */
  readonly sleepers: () => number
}

/** Options of a virtual clock. */
export interface VirtualClockOptions {
  /** Start time, in milliseconds since the Unix epoch. */
  readonly startAt?: number
}

/** Idle turns of the microtask queue after which everything counts as waiting. */
const IDLE_TURNS = 64

/** 2026-01-05T09:00:00+11:00, a Monday morning in Sydney. */
const START_AT = 1_767_564_000_000

/**
 * Creates a clock for tests and simulations: when everything is waiting, it jumps to the end of the next sleep. Sleeps
 * that end at the same time end in the order in which they began.
 *
 * It observes promises, not the outside world: while a program waits for a file, a socket or a person, virtual time
 * jumps to the next sleep. Such programs need a real clock.
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
