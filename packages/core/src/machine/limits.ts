/** The limits of one connection. `connect` has two of its own: 1 attempt, and 1 hour for the job. */
export interface Limits {
  /** How often the bank may refuse credentials before the connection fails: more might lock the account. 3 */
  readonly attemptsMax: number
  /** How many answers one job may be given: more might lock the account. 5 */
  readonly answersMax: number
  /** How long a job may take in all, in milliseconds, with the time for which the server queues it. 7 days and 1 hour */
  readonly jobTimeoutMs: number
  /** How long a job may stand still, in milliseconds, while the bank is up and nobody is asked. 15 minutes */
  readonly stallTimeoutMs: number
  /** Shortest time given to a challenge, in milliseconds. 2 minutes */
  readonly challengeMinMs: number
  /** Time given to a challenge that has none of its own, in milliseconds. 2 minutes */
  readonly challengeDefaultMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * The limits of a connection that names none.
 *
 * @source Basiq API v2.1: a job is queued for up to 7 days while the bank is down ("Create a connection"); the pause for
 * credentials that are in use elsewhere is 6 minutes ("Best practices"); `expiryMs` is 120000 in one reference and 3600 in
 * another, whose unit can hardly be milliseconds: hence the minimum
 */
export const defaultLimits: Limits = {
  attemptsMax: 3,
  answersMax: 5,
  jobTimeoutMs: 7 * 24 * HOUR_MS + HOUR_MS,
  stallTimeoutMs: 15 * MINUTE_MS,
  challengeMinMs: 2 * MINUTE_MS,
  challengeDefaultMs: 2 * MINUTE_MS,
}
