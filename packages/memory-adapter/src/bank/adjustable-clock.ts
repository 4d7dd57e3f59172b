import { type Clock, createAbortController } from '@bank-connection/core/adapter'

/** A clock that can be put forward, and made faster or slower. */
export interface AdjustableClock extends Clock {
  /** Puts it forward by `ms`, 0 or more: sleeps that are over by then end, the others get shorter. */
  readonly shift: (ms: number) => void
  /** From now on so many of its milliseconds pass in one of the clock below, 0 or more; 0: it stands still. */
  readonly setSpeed: (speed: number) => void
}

/**
 * Makes a clock one that can be put forward and paced; the one given stays as it is.
 *
 * @param speed - how many of its own milliseconds pass in one of `base`, 0 or more
 * @param startAt - what it shows at first, in milliseconds since the Unix epoch
 */
export const createAdjustableClock = (base: Clock, speed = 1, startAt = base.now()): AdjustableClock => {
  const sleepers = new Set<() => void>()
  let rate = speed
  let since = base.now()
  let then = startAt
  /** With fractions: rounded times would add up to a jump when the speed changes often. */
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
      // A clock that was set back makes no sleep longer.
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
