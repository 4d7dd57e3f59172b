/** A reading of the bank's clock, and when it was taken by the clock of the page. */
export interface ClockReading {
  /** In milliseconds since the Unix epoch. */
  readonly now: number
  /** How many of its milliseconds pass in a real one; 0: it stands still. */
  readonly speed: number
  /** In milliseconds, by a clock of the page that only goes forward. */
  readonly readAt: number
}

/** What the bank's clock shows at a moment of the page's clock. */
export const bankNow = ({ now, speed, readAt }: ClockReading, pageNow: number): number =>
  now + Math.max(0, pageNow - readAt) * speed
