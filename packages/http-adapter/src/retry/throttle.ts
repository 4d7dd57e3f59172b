/** Longest time for which a server's word holds back everybody's requests, in milliseconds: it may be absurd. */
const HOLD_MAX_MS = 60_000

/** The gap between requests after the first refusal, and its largest, in milliseconds. */
const GAP_FIRST_MS = 25
const GAP_MAX_MS = 5_000

/** What an answer that is no refusal leaves of the gap; below a millisecond it is nothing. */
const EASING = 0.9

/** In which time half of the gap is left, when nothing is heard, in milliseconds. */
const HALF_LIFE_MS = 60_000

/**
 * How closely requests of an adapter may follow each other: at once, until the server says 429; then with a gap between any
 * two, which doubles with each further refusal, and shrinks with each answer and with time.
 */
export interface Throttle {
  /** When the next request may start, in milliseconds since the Unix epoch; `now` at the earliest. */
  readonly nextStart: (now: number) => number
  /** One has started. */
  readonly started: (now: number) => void
  /**
   * The server has refused a request with 429.
   *
   * @param startedAt - when it left: those that left together slow down once
   */
  readonly slower: (startedAt: number, now: number, retryAfterMs: number | null) => void
  /** The server has answered. */
  readonly faster: () => void
}

/** Creates a pace without a gap. */
export const createThrottle = (): Throttle => {
  let gapMs = 0
  let heldUntil = Number.NEGATIVE_INFINITY
  let startedLast = Number.NEGATIVE_INFINITY
  let slowedAt = Number.NEGATIVE_INFINITY
  let seenAt = Number.NEGATIVE_INFINITY
  /** A clock that is set back takes all times with it: else they would be out of reach until it has caught up. */
  const see = (now: number): void => {
    const passedMs = now - seenAt
    if (passedMs < 0) {
      heldUntil += passedMs
      startedLast += passedMs
      slowedAt += passedMs
    } else if (gapMs > 0) ease(0.5 ** (passedMs / HALF_LIFE_MS))
    seenAt = now
  }
  const ease = (left: number): void => {
    gapMs = gapMs * left < 1 ? 0 : gapMs * left
  }
  return {
    nextStart: (now) => {
      see(now)
      return Math.max(now, heldUntil, startedLast + Math.ceil(gapMs))
    },
    started: (now) => {
      see(now)
      startedLast = now
    },
    slower: (startedAt, now, retryAfterMs) => {
      see(now)
      // None starts after a refusal in its millisecond: there is a gap.
      if (startedAt > slowedAt) {
        gapMs = Math.min(GAP_MAX_MS, Math.max(GAP_FIRST_MS, gapMs * 2))
        slowedAt = now
      }
      heldUntil = Math.max(heldUntil, now + Math.max(Math.ceil(gapMs), Math.min(retryAfterMs ?? 0, HOLD_MAX_MS)))
    },
    faster: () => ease(EASING),
  }
}
