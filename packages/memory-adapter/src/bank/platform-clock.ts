import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import { requirePositiveSpeed, requireStartAt } from '../world/require-option.ts'

declare const setTimeout: (run: () => void, ms: number) => unknown
declare const clearTimeout: (handle: unknown) => void

/** Options of a platform clock. All are optional. */
export interface PlatformClockOptions {
  /** Clock milliseconds per real millisecond, above 0. Default: 1 */
  readonly speed?: number
  /** Initial time, in milliseconds since the Unix epoch. Default: the real time */
  readonly startAt?: number
}

/**
 * Creates a clock on the platform's timers, optionally faster or slower.
 *
 * @throws Error that names the option and the remedy when `speed` or `startAt` is invalid
 */
export const createPlatformClock = ({ speed = 1, startAt }: PlatformClockOptions = {}): Clock => {
  requirePositiveSpeed(speed)
  requireStartAt(startAt)
  const platformNow = (): number => Date.now()
  const ahead = startAt === undefined ? 0 : startAt - platformNow()
  return createRealClock({ now: () => platformNow() + ahead, setTimeout, clearTimeout }, speed)
}
