import { TIME_MAX_MS } from './dates.ts'

/**
 * Throws if an option is invalid.
 *
 * @throws Error with `rule` as its message
 */
export const requireOption = (holds: boolean, rule: string): void => {
  if (!holds) throw new Error(rule)
}

/** @throws Error when `startAt` is present and not a valid time */
export const requireStartAt = (startAt: number | undefined): void =>
  requireOption(
    startAt === undefined || Math.abs(startAt) <= TIME_MAX_MS,
    'startAt must be a time in milliseconds since the Unix epoch, such as Date.UTC(2026, 0, 5); leave it out for the default',
  )

/** @throws Error when `speed` is not above 0 */
export const requirePositiveSpeed = (speed: number): void =>
  requireOption(
    Number.isFinite(speed) && speed > 0,
    'speed must be a finite number above 0, such as 1000: clock milliseconds per real millisecond',
  )
