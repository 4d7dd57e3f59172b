import { type Clock, createAbortController } from '@bank-connection/core/adapter'

/** A clock that can be advanced, and run at another speed. */
export interface AdjustableClock extends Clock {
  /** Advances it by `ms`, 0 or more: sleeps that are due end, others get shorter. */
  readonly shift: (ms: number) => void
  /** Sets how many of its milliseconds pass per millisecond of the base clock, 0 or more; 0 stops it. */
  readonly setSpeed: (speed: number) => void
}

/**
 * Creates an adjustable clock on top of another one.
 *
 * @param speed - milliseconds per millisecond of `base`, 0 or more
 * @param startAt - initial time, in milliseconds since the Unix epoch
 */
export const createAdjustableClock = (base: Clock, speed = 1, startAt = base.now()): AdjustableClock => {
  const sleepers = new Set<() => void>()
  let rate = speed
  let since = base.now()
  let then = startAt
  /** Not rounded: with frequent changes of speed, rounding errors would add up. */
  const exactNow = (): number => then + (base.now() - since) * rate
  const wakeAll = (): void => {
    for (const wake of [...sleepers]) wake()
  }
  const sleep: Clock['sleep'] = async (ms, signal) => {
    let left = ms
    while (left > 0 && !signal.aborted) {
      const { signal: woken, abort: wake } = createAbortController()
      const armedAt = exactNow()
      sleepers.add(wake)
      signal.addEventListener('abort', wake)
      await base.sleep(rate === 0 ? Number.MAX_SAFE_INTEGER : left / rate, woken)
      sleepers.delete(wake)
      signal.removeEventListener('abort', wake)
      // A base clock that is set back must not prolong the sleep.
      left = woken.aborted ? left - Math.max(0, exactNow() - armedAt) : 0
    }
  }
  return {
    now: () => Math.round(exactNow()),
    sleep,
    shift: (ms) => {
      then += ms
      wakeAll()
    },
    setSpeed: (next) => {
      then = exactNow()
      since = base.now()
      rate = next
      wakeAll()
    },
  }
}
