import { type Clock, createAbortController } from '@bank-connection/core/adapter'

/** Tells of changes, the first at once and more of them no more often than every so many milliseconds. */
export interface Pulse {
  /** Something has changed. */
  readonly request: () => void
  /** Called at each beat. @returns ends it */
  readonly listen: (listener: () => void) => () => void
  readonly stop: () => void
}

/**
 * Creates a pulse.
 *
 * @param clock - of the platform
 * @param periodMs - how long apart two beats are at least
 */
export const createPulse = (clock: Clock, periodMs: number): Pulse => {
  const listeners = new Set<() => void>()
  const { signal, abort } = createAbortController()
  let lastAt = Number.NEGATIVE_INFINITY
  let isArmed = false

  const beat = async (): Promise<void> => {
    // Whatever the clock is set to, it is never longer.
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
      void beat()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: abort,
  }
}
