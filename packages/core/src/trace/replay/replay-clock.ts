import type { AbortSignalLike } from '../../time/abort.ts'
import type { Clock } from '../../time/clock.ts'

/** A clock that stands still until it is told to go on: a replay decides what comes first at one moment. */
export interface ReplayClock extends Clock {
  /** Sets the time, and wakes nobody. It never goes back. */
  readonly reach: (at: number) => void
  /**
   * Wakes the sleeper that is to wake next, at its time, when that is before `until`, or at it if `inclusive`.
   *
   * @returns whether there was one
   */
  readonly wakeNext: (until: number, inclusive: boolean) => boolean
  /** Lets everything run that need not wait, or as much of it as is needed for `until` to hold. */
  readonly settleDown: (until?: () => boolean) => Promise<void>
  /** Tells the clock that something has happened, so that it lets more run. */
  readonly stir: () => void
}

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** Idle turns of the microtask queue after which everything counts as waiting. */
const IDLE_TURNS = 64

/** Creates a clock that stands still. @param startAt - milliseconds since the Unix epoch */
export const createReplayClock = (startAt: number): ReplayClock => {
  /** In the order in which the sleeps began. */
  const sleepers = new Set<Sleeper>()
  let time = startAt
  let news = 0
  const first = (): Sleeper | null => {
    let found: Sleeper | null = null
    for (const sleeper of sleepers) if (found === null || sleeper.until < found.until) found = sleeper
    return found
  }
  const stir = (): void => {
    news += 1
  }
  return {
    now: () => time,
    sleep: (ms: number, signal: AbortSignalLike) =>
      new Promise((resolve) => {
        stir()
        if (!(ms > 0) || signal.aborted) {
          resolve()
          return
        }
        const wake = (): void => {
          stir()
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper: Sleeper = { until: time + ms, wake }
        sleepers.add(sleeper)
        signal.addEventListener('abort', wake)
      }),
    reach: (at) => {
      time = Math.max(time, at)
    },
    wakeNext: (until, inclusive) => {
      const sleeper = first()
      if (sleeper === null || sleeper.until > until || (sleeper.until === until && !inclusive)) return false
      time = Math.max(time, sleeper.until)
      sleeper.wake()
      return true
    },
    settleDown: async (until = () => false) => {
      let seen = news
      for (let turn = 0; turn < IDLE_TURNS && !until(); turn++) {
        await undefined
        if (seen === news) continue
        seen = news
        turn = 0
      }
    },
    stir,
  }
}
