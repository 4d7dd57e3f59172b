/** A reading of the bank's clock, and when the page took it. */
export interface ClockReading {
  /** In milliseconds since the Unix epoch. */
  readonly now: number
  /** Milliseconds of its time per real millisecond; 0: stopped. */
  readonly speed: number
  /** In milliseconds, by a monotonic clock of the page. */
  readonly readAt: number
}

/** The bank's time at a time of the page's clock. */
export const bankNow = ({ now, speed, readAt }: ClockReading, pageNow: number): number =>
  now + Math.max(0, pageNow - readAt) * speed
