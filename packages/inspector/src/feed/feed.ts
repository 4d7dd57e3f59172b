import type { ConnectionView } from '@bank-connection/core'
import type { TraceEvent } from '@bank-connection/core/trace'

/** Where a connection runs: at the simulated bank, or in a service that reports to the inspector. */
export type Source = 'simulated' | 'service'

/**
 * The status of a connection. `crashed`: its process was killed, and it can be restored; `lost`: its service has
 * disconnected.
 */
export type ConnectionStatus = 'active' | 'connected' | 'failed' | 'cancelled' | 'broken' | 'crashed' | 'lost'

/** One row of the list. Times are in milliseconds since the Unix epoch, by the clock of its bank or service. */
export interface ConnectionRow {
  /** `c-12` at the simulated bank, `s-2-x:0` for a service. */
  readonly id: string
  readonly source: Source
  /** `null` until known. */
  readonly institutionId: string | null
  /** `null` until known, and always for a service. */
  readonly institutionName: string | null
  /** The path of the innermost active state: `following.challenged`. */
  readonly state: string
  readonly status: ConnectionStatus
  /** How often the bank has rejected the credentials. */
  readonly attempts: number
  readonly startedAt: number
  readonly endedAt: number | null
  /** Number of records in its history, including dropped ones. */
  readonly records: number
}

/** A snapshot without secrets: see `safeSerialize` of `@bank-connection/core/inspect`. */
export interface SafeSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped'
  /** The path of the innermost active state; `null` if the actor is not a connection. */
  readonly state: string | null
  /** The members of the context that are safe to show. */
  readonly context: Readonly<Record<string, unknown>>
}

/** An entry in the history of a connection, from XState or from the trace recorder of the simulated bank. */
export type HistoryEntry =
  /** The machine processed an event; the snapshot is the one after it. */
  | { readonly type: 'transition'; readonly event: string; readonly snapshot: SafeSnapshot }
  /** One of its actors was started, or sent an event. */
  | { readonly type: 'actor'; readonly actor: string; readonly event: string }
  /** An event of the trace; services send none. */
  | { readonly type: 'traced'; readonly event: TraceEvent }

/** A record of a history. */
export interface HistoryRecord {
  /** Counts from 0. The oldest records are dropped when a limit is reached. */
  readonly index: number
  readonly at: number
  readonly entry: HistoryEntry
}

/** The status of the simulated bank. */
export interface BankStatus {
  /** The bank's time, in milliseconds since the Unix epoch. */
  readonly now: number
  /** Milliseconds of its time per real millisecond; 0: stopped. */
  readonly speed: number
  /** The pending faults, as display text. */
  readonly faults: readonly string[]
  /** The URL that services pass to `createWebSocketInspector`. */
  readonly inspectorUrl: string
  /** Number of connected services. */
  readonly services: number
}

/**
 * Server-sent events of `GET /api/feed`, each named after its `type`. `rows` comes first with all rows; `changed` follows
 * with the rows that changed, at most ten times a second.
 */
export type FeedMessage =
  | { readonly type: 'rows'; readonly rows: readonly ConnectionRow[] }
  | { readonly type: 'changed'; readonly rows: readonly ConnectionRow[]; readonly gone: readonly string[] }
  | { readonly type: 'bank'; readonly bank: BankStatus }

/**
 * Server-sent events of `GET /api/connections/{id}/history`: all kept records, then each new one, and the current view of
 * a simulated connection.
 */
export type HistoryMessage =
  | { readonly type: 'records'; readonly records: readonly HistoryRecord[]; readonly dropped: number }
  | { readonly type: 'view'; readonly view: ConnectionView | null }

/** An institution that a connection can be started for. */
export interface InstitutionOption {
  readonly id: string
  readonly name: string
  readonly authorization: string
  /** Its logins, without their secrets. */
  readonly logins: readonly LoginOption[]
}

/** A login that can be submitted by its name. */
export interface LoginOption {
  readonly name: string
  /** What it does: `asks one question`, `fails at verify-credentials with invalid-credentials`. */
  readonly description: string
}

/** The response of `GET /api/bank`. */
export interface BankMenu {
  readonly institutions: readonly InstitutionOption[]
  /** Faults to inject; each value is a rule for `bank.injectFault`. */
  readonly faults: readonly MenuEntry[]
  /** Events to apply; each value is one for `bank.applyEvent`. */
  readonly events: readonly MenuEntry[]
}

/** A menu item: its label, and the body to send. */
export interface MenuEntry {
  readonly label: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The body of a 4xx response. */
export interface CommandProblem {
  /** Names the member and the remedy; never repeats a submitted value. */
  readonly problem: string
}
