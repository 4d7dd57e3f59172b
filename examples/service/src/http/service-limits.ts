import type { RecordLimits } from '../database/connection-records.ts'
import type { Rate } from './rate-limit.ts'

/** Limits per user and in total. */
export interface ServiceLimits extends RecordLimits {
  /** Running connections in this process. */
  readonly runningMax: number
  /** New sessions from one address. */
  readonly sessions: Rate
  /** New connections and refreshes of one user. */
  readonly starts: Rate
  /** Credentials from one user, for any connection. */
  readonly credentialsOfUser: Rate
  /** Credentials and answers for one connection, in addition to the limit of the state machine. */
  readonly secretsOfConnection: Rate
  /** All requests of one user. */
  readonly requests: Rate
  readonly streamsPerUserMax: number
  readonly streamsMax: number
  /** Maximum age of a stream. A page opens another. */
  readonly streamMs: number
  readonly heartbeatMs: number
  readonly bodyBytesMax: number
}

const MINUTE_MS = 60_000

export const defaultServiceLimits: ServiceLimits = {
  perUserMax: 20,
  runningPerUserMax: 5,
  runningMax: 2_000,
  sessions: { max: 60, windowMs: 10 * MINUTE_MS },
  starts: { max: 30, windowMs: 60 * MINUTE_MS },
  credentialsOfUser: { max: 15, windowMs: 15 * MINUTE_MS },
  secretsOfConnection: { max: 12, windowMs: 15 * MINUTE_MS },
  requests: { max: 300, windowMs: MINUTE_MS },
  streamsPerUserMax: 6,
  streamsMax: 4_000,
  streamMs: 30 * MINUTE_MS,
  heartbeatMs: 15_000,
  bodyBytesMax: 16 * 1_024,
}
