import { type Clock, createRealClock } from '@bank-connection/core/adapter'
import { requirePositiveSpeed, requireStartAt } from '../world/require-option.ts'

declare const setTimeout: (run: () => void, ms: number) => unknown
declare const clearTimeout: (handle: unknown) => void

/** What a clock on the platform's timers can be told. Every member has a default. */
export interface PlatformClockOptions {
  /** How many of the clock's milliseconds pass in a real one; above 0. 1 */
  readonly speed?: number
  /** What it shows at first, in milliseconds since the Unix epoch. The real time */
  readonly startAt?: number
}

/**
 * Creates a clock that runs on the platform's timers, faster or slower than they do.
 *
 * @throws Error that names the option and the remedy, when `speed` is not above 0 or `startAt` is not a time
 */
export const createPlatformClock = ({ speed = 1, startAt }: PlatformClockOptions = {}): Clock => {
  requirePositiveSpeed(speed)
  requireStartAt(startAt)
  const platformNow = (): number => Date.now()
  const ahead = startAt === undefined ? 0 : startAt - platformNow()
  return createRealClock({ now: () => platformNow() + ahead, setTimeout, clearTimeout }, speed)
}
