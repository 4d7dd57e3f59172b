import type { AbortSignalLike } from './abort.ts'
import type { Clock } from './clock.ts'

/** The platform functions that a real {@link Clock} needs. */
export interface Timers<Handle> {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Calls `run` once, after `ms` milliseconds. */
  readonly setTimeout: (run: () => void, ms: number) => Handle
  /** Prevents `run` from being called; afterwards it does nothing. */
  readonly clearTimeout: (handle: Handle) => void
}

/** Longest wait passed to one platform timer, in milliseconds. Node fires a timer of more than 2^31-1 ms at once. */
const TIMER_MAX_MS = 86_400_000

/**
 * Creates a clock that runs on the platform's timers.
 *
 * @param speed - milliseconds of this clock per real millisecond; above 0
 * @example
 * const clock = createRealClock({ now: Date.now, setTimeout, clearTimeout })
 */
export const createRealClock = <Handle>(timers: Timers<Handle>, speed = 1): Clock => {
  // Destructured, because a browser's timers throw when called on anything but the window.
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
          // Setting the clock back doesn't prolong a sleep.
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
