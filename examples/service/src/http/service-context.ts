import type { BankPort } from '@bank-connection/core'
import type { Logger } from 'pino'
import type { Connections } from '../connections/connections.ts'
import type { Institutions } from '../connections/institutions.ts'
import type { Listeners } from '../connections/connection-events.ts'
import type { Database } from '../database/database.ts'
import type { EndUser, Sessions } from '../database/sessions.ts'
import type { ServiceLimits } from './service-limits.ts'
import type { Streams } from './streams.ts'

/** What the routes are made of. */
export interface ServiceContext {
  readonly bank: BankPort
  readonly database: Database
  readonly sessions: Sessions
  readonly institutions: Institutions
  readonly connections: Connections
  readonly listeners: Listeners
  readonly streams: Streams
  readonly limits: ServiceLimits
  readonly log: Logger
  /** The time of this service, in milliseconds since the Unix epoch: for sessions and limits. */
  readonly now: () => number
  /** Scheme, host and port under which it is reached. */
  readonly origins: () => readonly string[]
  readonly isHttps: boolean
}

/** What a request carries on its way through the routes. */
export interface RequestEnv {
  readonly Variables: { readonly user: EndUser; readonly log: Logger; readonly requestId: string }
  readonly Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } }
}
