/** Longest `Retry-After` that holds back all requests, in milliseconds. */
const HOLD_MAX_MS = 60_000

/** Gap between requests after the first 429, and the largest gap, in milliseconds. */
const GAP_FIRST_MS = 25
const GAP_MAX_MS = 5_000

/** Factor by which a response other than 429 shrinks the gap; below a millisecond it becomes 0. */
const SHRINK_FACTOR = 0.9

/** Half-life of the gap without responses, in milliseconds. */
const HALF_LIFE_MS = 60_000

/**
 * Limits the request rate of an adapter after a 429: requests are then a gap apart. The gap doubles with each further
 * 429, and shrinks with each other response and with time.
 */
export interface Throttle {
  /** Earliest start of the next request, in milliseconds since the Unix epoch; never before `now`. */
  readonly nextStart: (now: number) => number
  /** Reports that a request has started. */
  readonly started: (now: number) => void
  /**
   * Reports a 429.
   *
   * @param startedAt - when the request was sent; requests that were sent together widen the gap once
   */
  readonly slowDown: (startedAt: number, now: number, retryAfterMs: number | null) => void
  /** Reports any other response. */
  readonly speedUp: () => void
}

/** Creates a throttle without a gap. */
export const createThrottle = (): Throttle => {
  let gapMs = 0
  let heldUntil = Number.NEGATIVE_INFINITY
  let startedLast = Number.NEGATIVE_INFINITY
  let slowedAt = Number.NEGATIVE_INFINITY
  let observedAt = Number.NEGATIVE_INFINITY
  /** Shifts all times when the clock is set back; they would otherwise lie in the future. */
  const observe = (now: number): void => {
    const passedMs = now - observedAt
    if (passedMs < 0) {
      heldUntil += passedMs
      startedLast += passedMs
      slowedAt += passedMs
    } else if (gapMs > 0) shrink(0.5 ** (passedMs / HALF_LIFE_MS))
    observedAt = now
  }
  const shrink = (factor: number): void => {
    gapMs = gapMs * factor < 1 ? 0 : gapMs * factor
  }
  return {
    nextStart: (now) => {
      observe(now)
      return Math.max(now, heldUntil, startedLast + Math.ceil(gapMs))
    },
    started: (now) => {
      observe(now)
      startedLast = now
    },
    slowDown: (startedAt, now, retryAfterMs) => {
      observe(now)
      // No request starts in the same millisecond after a 429, because there is a gap.
      if (startedAt > slowedAt) {
        gapMs = Math.min(GAP_MAX_MS, Math.max(GAP_FIRST_MS, gapMs * 2))
        slowedAt = now
      }
      heldUntil = Math.max(heldUntil, now + Math.max(Math.ceil(gapMs), Math.min(retryAfterMs ?? 0, HOLD_MAX_MS)))
    },
    speedUp: () => shrink(SHRINK_FACTOR),
  }
}
