import type { RecordLimits } from '../database/connection-records.ts'
import type { Rate } from './rate-limit.ts'

/** How much the service does for one person, and in all. */
export interface ServiceLimits extends RecordLimits {
  /** Connections in progress in this process. */
  readonly runningMax: number
  /** New sessions from one address. */
  readonly sessions: Rate
  /** Connections that one person begins, refreshes included. */
  readonly begins: Rate
  /** Credentials that one person gives, to whatever connections. */
  readonly credentialsOfUser: Rate
  /** Credentials and answers that one connection is given, beside the attempts that the machine itself allows. */
  readonly secretsOfConnection: Rate
  /** All other requests of one person. */
  readonly requests: Rate
  readonly streamsPerUserMax: number
  readonly streamsMax: number
  /** After how long a stream is ended, so that nobody has one for ever; a page opens another. */
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
  begins: { max: 30, windowMs: 60 * MINUTE_MS },
  credentialsOfUser: { max: 15, windowMs: 15 * MINUTE_MS },
  secretsOfConnection: { max: 12, windowMs: 15 * MINUTE_MS },
  requests: { max: 300, windowMs: MINUTE_MS },
  streamsPerUserMax: 6,
  streamsMax: 4_000,
  streamMs: 30 * MINUTE_MS,
  heartbeatMs: 15_000,
  bodyBytesMax: 16 * 1_024,
}
