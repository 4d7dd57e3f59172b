import type { BankPort } from '@bank-connection/core'
import type { WireRequest } from '@bank-connection/core/adapter'
import type { Breach, DriveResult } from '@bank-connection/core/testing'
import type { MemoryBank } from '../bank/create-memory-bank.ts'
import type { Fault } from '../faults/fault.ts'
import type { RequestKind } from './story.ts'

/** An injected fault, with the kind of request and the stage shown at that time. */
export interface InjectedFault {
  readonly fault: Fault
  readonly request: RequestKind | null
  /** The stage while a job runs, else the view. */
  readonly shown: string
}

/** Result of one connection of a story. */
export interface ConnectionResult extends DriveResult {
  /** Index of the visit. */
  readonly visit: number
  readonly intent: 'create' | 'follow' | 'refresh' | 'update'
  readonly faults: readonly InjectedFault[]
}

/** A law that a connection of a story has broken. */
export interface StoryBreach extends Breach {
  /** Index of the visit. */
  readonly visit: number
}

/** Result of a story. */
export interface StoryResult {
  /** In the order of their ends. */
  readonly connections: readonly ConnectionResult[]
  /** The first broken law; `null`: none. */
  readonly breach: StoryBreach | null
  readonly bank: MemoryBank
}

/** Chooses the fault of the next request of one visit. */
export type ChooseFault = (request: Pick<WireRequest, 'method' | 'template'>) => Fault | null

/** Creates the port of one visit, with the faults that `choose` returns. */
export type CreateStoryPort = (bank: MemoryBank, choose: ChooseFault) => BankPort
