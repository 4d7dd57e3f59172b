import type { BankPort } from '@bank-connection/core'
import type { Logger } from 'pino'
import type { ConnectionEvents } from '../connections/connection-events.ts'
import type { Connections } from '../connections/connections.ts'
import type { Institutions } from '../connections/institutions.ts'
import type { Database } from '../database/database.ts'
import type { EndUser, Sessions } from '../database/sessions.ts'
import type { ServiceLimits } from './service-limits.ts'
import type { Streams } from './streams.ts'

export interface ServiceContext {
  readonly bank: BankPort
  readonly database: Database
  readonly sessions: Sessions
  readonly institutions: Institutions
  readonly connections: Connections
  readonly events: ConnectionEvents
  readonly streams: Streams
  readonly limits: ServiceLimits
  readonly log: Logger
  /** Milliseconds since the Unix epoch, for sessions and limits. */
  readonly now: () => number
  /** The origins that browsers use for the service. */
  readonly origins: () => readonly string[]
  readonly isHttps: boolean
}

/** The variables of a request. */
export interface RequestEnv {
  readonly Variables: { readonly user: EndUser; readonly log: Logger; readonly requestId: string }
  readonly Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } }
}
