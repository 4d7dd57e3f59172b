/** So many in a window of time. */
export interface Rate {
  readonly max: number
  readonly windowMs: number
}

/**
 * Counts per key. Gives 0 when one more may pass, which it then counts; else the milliseconds until the next may.
 */
export type RateLimit = (key: string, now: number) => number

/** Most keys that are counted at a time: more are forgotten, those that were longest quiet first. */
const KEYS_MAX = 50_000

/** Creates a limit that is kept in memory: a new process counts from 0, and each process by itself. */
export const createRateLimit = ({ max, windowMs }: Rate): RateLimit => {
  const passed = new Map<string, readonly number[]>()
  return (key, now) => {
    // A clock that was set back keeps nobody out for longer than the window.
    const recent = (passed.get(key) ?? []).filter((at) => at > now - windowMs && at <= now)
    passed.delete(key)
    const isFree = recent.length < max
    passed.set(key, isFree ? [...recent, now] : recent)
    const [oldest] = passed.keys()
    if (passed.size > KEYS_MAX && oldest !== undefined) passed.delete(oldest)
    return isFree ? 0 : (recent[0] ?? now) + windowMs - now
  }
}
