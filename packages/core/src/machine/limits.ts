/** The limits of one connection. `connect` has other defaults for two of them: 1 attempt, and 1 hour for the job. */
export interface Limits {
  /** How often the bank may reject credentials before the connection fails; more might lock the account. Default: 3 */
  readonly attemptsMax: number
  /** Most answers to one job; more might lock the account. Default: 5 */
  readonly answersMax: number
  /**
   * Longest duration of a job in milliseconds, including the time for which the server queues it. Default: 7 days and 1
   * hour
   */
  readonly jobTimeoutMs: number
  /**
   * How long a job may make no progress, in milliseconds, while the bank is up and nobody is asked. Default: 15 minutes
   */
  readonly stallTimeoutMs: number
  /** Shortest time allowed for a challenge, in milliseconds. Default: 2 minutes */
  readonly challengeMinMs: number
  /** Time allowed for a challenge without one of its own, in milliseconds. Default: 2 minutes */
  readonly challengeDefaultMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * The default limits.
 *
 * @source Basiq API v2.1: a job is queued for up to 7 days while the bank is down ("Create a connection"); the pause
 * for credentials that are in use elsewhere is 6 minutes ("Best practices"); `expiryMs` is 120000 in one reference and
 * 3600 in another, which can hardly be milliseconds: hence the minimum
 */
export const defaultLimits: Limits = {
  attemptsMax: 3,
  answersMax: 5,
  jobTimeoutMs: 7 * 24 * HOUR_MS + HOUR_MS,
  stallTimeoutMs: 15 * MINUTE_MS,
  challengeMinMs: 2 * MINUTE_MS,
  challengeDefaultMs: 2 * MINUTE_MS,
}
