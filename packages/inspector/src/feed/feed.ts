import type { ConnectionView } from '@bank-connection/core'
import type { TraceEvent } from '@bank-connection/core/trace'

/** Where a connection runs: at the simulated bank of this process, or in a service that sends what it may show. */
export type Source = 'simulated' | 'service'

/**
 * How it stands with a connection. `crashed`: its process was killed, and it can be restored; `lost`: the service that
 * told of it is gone.
 */
export type Standing = 'active' | 'connected' | 'failed' | 'cancelled' | 'broken' | 'crashed' | 'lost'

/** One line of the list. Times are in milliseconds since the Unix epoch, by the clock of its bank or service. */
export interface ConnectionRow {
  /** Names it in addresses and links: `c-12` at the simulated bank, `s-2-x:0` of a service. */
  readonly id: string
  readonly source: Source
  /** `null` until it is known. */
  readonly institutionId: string | null
  /** What the institution is called; `null` until it is known, and of a service, which does not tell. */
  readonly institutionName: string | null
  /** The innermost active state, from the outermost on: `following.challenged`. */
  readonly state: string
  readonly standing: Standing
  /** How often the bank has refused the credentials. */
  readonly attempts: number
  readonly startedAt: number
  readonly endedAt: number | null
  /** How many records its history has had, those that were dropped as well. */
  readonly records: number
}

/** What a snapshot may show: see `safeSerialize` of `@bank-connection/core/inspect`. */
export interface ShownSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped'
  /** The innermost active state, as in a row; `null` of what is no connection. */
  readonly state: string | null
  /** The members of the context that may be shown. */
  readonly context: Readonly<Record<string, unknown>>
}

/** Something that happened to one connection, told by XState or, at the simulated bank, by the recorder of traces. */
export type Happening =
  /** The machine took an event, and was in this state after it. */
  | { readonly type: 'transition'; readonly event: string; readonly snapshot: ShownSnapshot }
  /** One of its actors was started, or sent something. */
  | { readonly type: 'actor'; readonly actor: string; readonly event: string }
  /** One event of its trace; of services there are none. */
  | { readonly type: 'traced'; readonly event: TraceEvent }

/** One line of a history. */
export interface HistoryRecord {
  /** Counts from 0; those that come first are dropped when there are too many. */
  readonly index: number
  readonly at: number
  readonly happening: Happening
}

/** How it stands with the simulated bank. */
export interface BankStanding {
  /** The bank's time, in milliseconds since the Unix epoch. */
  readonly now: number
  /** How many of its milliseconds pass in a real one; 0: its time stands still. */
  readonly speed: number
  /** Faults that requests may still be hit by, as text for people. */
  readonly faults: readonly string[]
  /** Where services may send what they show: the address for `createWebSocketInspector`. */
  readonly inspectorUrl: string
  /** How many services are sending. */
  readonly services: number
}

/**
 * What the page is told, as server-sent events of `GET /api/feed`, each under the name of its `type`. `rows` comes first
 * and holds all of them; then come those that changed, at most ten times a second.
 */
export type FeedMessage =
  | { readonly type: 'rows'; readonly rows: readonly ConnectionRow[] }
  | { readonly type: 'changed'; readonly rows: readonly ConnectionRow[]; readonly gone: readonly string[] }
  | { readonly type: 'bank'; readonly bank: BankStanding }

/**
 * What the page is told of one connection, as server-sent events of `GET /api/connections/{id}/history`: all records that
 * are kept, then each new one; and, at the simulated bank, the present view, which says what may be done.
 */
export type HistoryMessage =
  | { readonly type: 'records'; readonly records: readonly HistoryRecord[]; readonly dropped: number }
  | { readonly type: 'view'; readonly view: ConnectionView | null }

/** An institution that a connection can be started for. */
export interface BankOffer {
  readonly id: string
  readonly name: string
  readonly authorization: string
  /** Logins that it knows: what to show of them, and never what is secret. */
  readonly logins: readonly LoginOffer[]
}

/** A login that a form can be filled with by its name; the server knows its secrets. */
export interface LoginOffer {
  readonly name: string
  /** What it is good for: `asks one question`, `fails at verify-credentials with invalid-credentials`. */
  readonly description: string
}

/** What `GET /api/bank` gives. */
export interface BankMenu {
  readonly offers: readonly BankOffer[]
  /** Faults that can be set by name, each a rule as `bank.disturb` takes it. */
  readonly faults: readonly MenuEntry[]
  /** Events that can happen at the bank, as `bank.happen` takes them. */
  readonly events: readonly MenuEntry[]
}

/** Something to choose: what is shown, and what is sent when it is chosen. */
export interface MenuEntry {
  readonly label: string
  readonly value: Readonly<Record<string, unknown>>
}

/** What went wrong with a command, as the body of a 4xx answer. */
export interface CommandProblem {
  /** Names the member and the remedy; repeats nothing of what was sent. */
  readonly problem: string
}
