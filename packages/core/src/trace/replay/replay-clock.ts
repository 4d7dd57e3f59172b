import type { AbortSignalLike } from '../../time/abort.ts'
import type { Clock } from '../../time/clock.ts'

/** A clock that the replay advances, so that it decides the order of simultaneous events. */
export interface ReplayClock extends Clock {
  /** Advances the time without waking a sleeper. An earlier time has no effect. */
  readonly setTime: (at: number) => void
  /**
   * Advances to the next sleeper and wakes it, if it is due before `until`, or at `until` if `inclusive`.
   *
   * @returns whether there was one
   */
  readonly wakeNext: (until: number, inclusive: boolean) => boolean
  /** Runs microtasks until nothing happens any more, or until `until` returns true. */
  readonly runUntilIdle: (until?: () => boolean) => Promise<void>
  /** Notes that something happened, so that `runUntilIdle` continues. */
  readonly noteActivity: () => void
}

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** Number of microtask turns without activity after which everything counts as idle. */
const IDLE_TURNS = 64

/** Creates a clock that the replay advances. @param startAt - milliseconds since the Unix epoch */
export const createReplayClock = (startAt: number): ReplayClock => {
  /** In the order in which they fell asleep. */
  const sleepers = new Set<Sleeper>()
  let time = startAt
  let news = 0
  const first = (): Sleeper | null => {
    let found: Sleeper | null = null
    for (const sleeper of sleepers) if (found === null || sleeper.until < found.until) found = sleeper
    return found
  }
  const noteActivity = (): void => {
    news += 1
  }
  return {
    now: () => time,
    sleep: (ms: number, signal: AbortSignalLike) =>
      new Promise((resolve) => {
        noteActivity()
        if (!(ms > 0) || signal.aborted) {
          resolve()
          return
        }
        const wake = (): void => {
          noteActivity()
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper: Sleeper = { until: time + ms, wake }
        sleepers.add(sleeper)
        signal.addEventListener('abort', wake)
      }),
    setTime: (at) => {
      time = Math.max(time, at)
    },
    wakeNext: (until, inclusive) => {
      const sleeper = first()
      if (sleeper === null || sleeper.until > until || (sleeper.until === until && !inclusive)) return false
      time = Math.max(time, sleeper.until)
      sleeper.wake()
      return true
    },
    runUntilIdle: async (until = () => false) => {
      let seen = news
      for (let turn = 0; turn < IDLE_TURNS && !until(); turn++) {
        await undefined
        if (seen === news) continue
        seen = news
        turn = 0
      }
    },
    noteActivity,
  }
}
