import type { Limits } from '@bank-connection/core'
import type { Person } from '@bank-connection/core/testing'
import type { BankEvent } from '../events/bank-event.ts'
import type { Fault } from '../faults/fault.ts'
import type { UndocumentedBehaviour } from '../world/undocumented.ts'

/** How much goes wrong in a story. */
export type Weather = 'fair' | 'rain' | 'storm'

/** Which requests of a connection a spell of faults hits: those that start a job, answers, reads of the job, lookups. */
export type RequestKind = 'start' | 'answer' | 'job' | 'jobs' | 'any'

/** What a person is shown while a request is made: the stage of the job while it runs, else the view. */
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

/** The same fault, several times in a row. */
export interface FaultBurst {
  /** Which visit it hits, from 0, and around again: of three visits 4 is the second. */
  readonly visit: number
  readonly request: RequestKind
  /** Only requests that are made while this is shown; `null`: at any time. */
  readonly during: StageShown | null
  /** Which of these requests is the first one hit, from 1. */
  readonly nth: number
  /** How many it hits, 1 or more. */
  readonly times: number
  readonly fault: Fault
}

/** Something that happens at the bank, in milliseconds after the beginning. */
export interface Incident {
  readonly afterMs: number
  readonly event: BankEvent
}

/** Whether and what the bank asks, and whether the login is any good. */
export type Login =
  | { readonly kind: 'own'; readonly method: 'token' | 'security-questions'; readonly prompts: number | null }
  /** One of the names that the simulated bank knows by their form. */
  | { readonly kind: 'scripted'; readonly name: string }

/** One person at one institution, and perhaps the same again later. */
export interface Visit {
  readonly userId: string
  readonly institutionId: string
  readonly login: Login
  /** In milliseconds after the beginning of the story. */
  readonly afterMs: number
  /** A connection that is made, or a job begun elsewhere that is followed. */
  readonly intent: 'create' | 'follow'
  readonly person: Person
  /** What is done with the connection once it is there; `null`: nothing. */
  readonly next: { readonly intent: 'refresh' | 'update'; readonly person: Person } | null
  /** Whether the transactions are read once it is there. */
  readonly reads: boolean
  readonly limits: Partial<Limits>
}

/** Everything that decides how a simulation goes. Plain data: the same story goes the same way, byte for byte. */
export interface Story {
  /** What the bank draws depends on it. */
  readonly seed: number
  readonly weather: Weather
  readonly undocumented: Partial<UndocumentedBehaviour>
  /** How long a request and its answer are on their way together, in milliseconds. */
  readonly latencyMs: number
  readonly visits: readonly Visit[]
  readonly faultBursts: readonly FaultBurst[]
  readonly incidents: readonly Incident[]
  /** When faults stop and the bank recovers, in milliseconds after the beginning. */
  readonly faultsEndAfterMs: number
}
