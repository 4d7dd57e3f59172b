export interface Rate {
  readonly max: number
  readonly windowMs: number
}

/**
 * Counts a request of a key and returns 0, or returns the milliseconds until the next one is allowed.
 */
export type RateLimit = (key: string, now: number) => number

/** Most keys in memory: the least recently used ones are dropped. */
const KEYS_MAX = 50_000

/** Creates a sliding-window limit in memory. Each process counts for itself, from 0. */
export const createRateLimit = ({ max, windowMs }: Rate): RateLimit => {
  const passed = new Map<string, readonly number[]>()
  return (key, now) => {
    // Ignores times in the future: after the clock is set back, a key waits no longer than the window.
    const recent = (passed.get(key) ?? []).filter((at) => at > now - windowMs && at <= now)
    passed.delete(key)
    const isFree = recent.length < max
    passed.set(key, isFree ? [...recent, now] : recent)
    const [oldest] = passed.keys()
    if (passed.size > KEYS_MAX && oldest !== undefined) passed.delete(oldest)
    return isFree ? 0 : (recent[0] ?? now) + windowMs - now
  }
}
