import { type Clock, createRealClock, requireOption } from '@bank-connection/core/adapter'
import { TIME_MAX_MS } from '../world/dates.ts'

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
  requireOption(
    Number.isFinite(speed) && speed > 0,
    'speed must be a finite number above 0, such as 1000: clock milliseconds per real millisecond',
  )
  requireStartAt(startAt)
  const platformNow = (): number => Date.now()
  const ahead = startAt === undefined ? 0 : startAt - platformNow()
  return createRealClock({ now: () => platformNow() + ahead, setTimeout, clearTimeout }, speed)
}

/** @throws Error when `startAt` is present and not a valid time */
export const requireStartAt = (startAt: number | undefined): void =>
  requireOption(
    startAt === undefined || Math.abs(startAt) <= TIME_MAX_MS,
    'startAt must be a time in milliseconds since the Unix epoch, such as Date.UTC(2026, 0, 5); leave it out for the default',
  )
