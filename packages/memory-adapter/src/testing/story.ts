import type { Limits } from '@bank-connection/core'
import type { Person } from '@bank-connection/core/testing'
import type { BankEvent } from '../events/bank-event.ts'
import type { Fault } from '../faults/fault.ts'
import type { UndocumentedBehaviour } from '../world/undocumented.ts'

/** Rate of faults: `fair` none, `rain` a few, `storm` many. */
export type Weather = 'fair' | 'rain' | 'storm'

/** Requests that a burst affects: starting a job, answering, polling the job, listing jobs, or any. */
export type RequestKind = 'start' | 'answer' | 'job' | 'jobs' | 'any'

/** What the user is shown during a request: the stage while a job runs, else the view. */
export type StageShown =
  | 'Preparing'
  | 'Collecting'
  | 'Creating'
  | 'Reconciling'
  | 'verifying'
  | 'Challenged'
  | 'answering'
  | 'verifyingAnswer'
  | 'retrievingAccounts'
  | 'retrievingTransactions'
  | 'parked'

/** The same fault for several requests in a row. */
export interface FaultBurst {
  /** Index of the visit, modulo the number of visits. */
  readonly visit: number
  readonly request: RequestKind
  /** Only requests that are sent while this is shown; `null`: always. */
  readonly during: StageShown | null
  /** First affected request among the matching ones, from 1. */
  readonly nth: number
  /** Number of affected requests, 1 or more. */
  readonly times: number
  readonly fault: Fault
}

/** An event at the bank, `afterMs` milliseconds after the start. */
export interface Incident {
  readonly afterMs: number
  readonly event: BankEvent
}

/** Login of a visit. `prompts` null: no challenge. */
export type Login =
  | { readonly kind: 'own'; readonly method: 'token' | 'security-questions'; readonly prompts: number | null }
  /** A scripted login. */
  | { readonly kind: 'scripted'; readonly name: string }

/** A user's connection at an institution, optionally refreshed or updated later. */
export interface Visit {
  readonly userId: string
  readonly institutionId: string
  readonly login: Login
  /** Start, in milliseconds after the start of the story. */
  readonly afterMs: number
  /** Create a connection, or follow a job that was started elsewhere. */
  readonly intent: 'create' | 'follow'
  readonly person: Person
  /** What to do once connected; `null`: nothing. */
  readonly next: { readonly intent: 'refresh' | 'update'; readonly person: Person } | null
  /** Whether to read the transactions once connected. */
  readonly reads: boolean
  readonly limits: Partial<Limits>
}

/** Input of a simulation. Plain data: the same story gives the same result, byte for byte. */
export interface Story {
  /** Seed of the bank. */
  readonly seed: number
  readonly weather: Weather
  readonly undocumented: Partial<UndocumentedBehaviour>
  /** Round-trip latency of a request, in milliseconds. */
  readonly latencyMs: number
  readonly visits: readonly Visit[]
  readonly faultBursts: readonly FaultBurst[]
  readonly incidents: readonly Incident[]
  /** When faults stop and the bank recovers, in milliseconds after the start. */
  readonly faultsEndAfterMs: number
}
