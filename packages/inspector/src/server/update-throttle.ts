import { type Clock, createAbortController } from '@bank-connection/core/adapter'

/** Announces changes: the first one at once, further ones at most once per period. */
export interface UpdateThrottle {
  /** Schedules a notification. */
  readonly request: () => void
  /** @returns removes the listener */
  readonly listen: (listener: () => void) => () => void
  readonly stop: () => void
}

/**
 * Creates a throttle.
 *
 * @param clock - the real time
 * @param periodMs - minimum time between two notifications
 */
export const createUpdateThrottle = (clock: Clock, periodMs: number): UpdateThrottle => {
  const listeners = new Set<() => void>()
  const { signal, abort } = createAbortController()
  let lastAt = Number.NEGATIVE_INFINITY
  let isArmed = false

  const notify = async (): Promise<void> => {
    // Never longer than the period, even if the clock was set back.
    await clock.sleep(Math.min(periodMs, lastAt + periodMs - clock.now()), signal)
    isArmed = false
    if (signal.aborted) return
    lastAt = clock.now()
    for (const listener of [...listeners]) listener()
  }

  return {
    request: () => {
      if (isArmed || signal.aborted) return
      isArmed = true
      void notify()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: abort,
  }
}
