/** Longest time for which a server's word holds back everybody's requests, in milliseconds: it may be absurd. */
const HOLD_MAX_MS = 60_000

/** The gap between requests after the first refusal, and its largest, in milliseconds. */
const GAP_FIRST_MS = 25
const GAP_MAX_MS = 5_000

/** What an answer that is no refusal leaves of the gap; below a millisecond it is nothing. */
const EASING = 0.9

/**
 * The pace of all requests of an adapter: none until the server says 429, then a gap between any two, which doubles with
 * each further refusal and shrinks with each answer.
 */
export interface SlowDown {
  /** When the next request may start, in milliseconds since the Unix epoch; it takes that turn. */
  readonly takeTurn: (now: number) => number
  /** When that would be, taking nothing. */
  readonly nextTurn: (now: number) => number
  /** Whether nobody may start after a refusal, not even who has taken a turn before it. */
  readonly isHeld: (now: number) => boolean
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
export const createSlowDown = (): SlowDown => {
  let gapMs = 0
  let nextAt = Number.NEGATIVE_INFINITY
  let heldUntil = Number.NEGATIVE_INFINITY
  let slowedAt = Number.NEGATIVE_INFINITY
  let seenAt = Number.NEGATIVE_INFINITY
  /** A clock that is set back takes the turns with it: else they would be out of reach until it has caught up. */
  const see = (now: number): void => {
    if (now < seenAt) {
      nextAt -= seenAt - now
      heldUntil -= seenAt - now
      slowedAt -= seenAt - now
    }
    seenAt = now
  }
  const nextTurn = (now: number): number => {
    see(now)
    return Math.max(now, nextAt)
  }
  return {
    nextTurn,
    isHeld: (now) => {
      see(now)
      return now < heldUntil
    },
    takeTurn: (now) => {
      const at = nextTurn(now)
      nextAt = at + gapMs
      return at
    },
    slower: (startedAt, now, retryAfterMs) => {
      see(now)
      // None starts after a refusal in its millisecond: there is a gap.
      if (startedAt > slowedAt) {
        gapMs = Math.min(GAP_MAX_MS, Math.max(GAP_FIRST_MS, gapMs * 2))
        slowedAt = now
      }
      heldUntil = Math.max(heldUntil, now + Math.max(gapMs, Math.min(retryAfterMs ?? 0, HOLD_MAX_MS)))
      nextAt = Math.max(nextAt, heldUntil)
    },
    faster: () => {
      gapMs = gapMs < 1 ? 0 : gapMs * EASING
    },
  }
}
