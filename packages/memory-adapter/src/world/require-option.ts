import { TIME_MAX_MS } from './dates.ts'

/**
 * Refuses an option that breaks its rule.
 *
 * @throws Error that is the rule, when it does not hold: a bug of the caller
 */
export const requireOption = (holds: boolean, rule: string): void => {
  if (!holds) throw new Error(rule)
}

/** @throws Error when a clock cannot start then; absent is good */
export const requireStartAt = (startAt: number | undefined): void =>
  requireOption(
    startAt === undefined || Math.abs(startAt) <= TIME_MAX_MS,
    'startAt must be a time in milliseconds since the Unix epoch, such as Date.UTC(2026, 0, 5); leave it out for the usual one',
  )

/** @throws Error when a clock cannot run at this speed from its start on */
export const requirePositiveSpeed = (speed: number): void =>
  requireOption(
    Number.isFinite(speed) && speed > 0,
    'speed must be a finite number above 0, such as 1000: milliseconds of the clock that pass in a real one',
  )
