import type { BankPort } from '@bank-connection/core'
import type { WireRequest } from '@bank-connection/core/adapter'
import type { Breach, Driven } from '@bank-connection/core/testing'
import type { MemoryBank } from '../bank/create-memory-bank.ts'
import type { Fault } from '../faults/fault.ts'
import type { RequestKind } from './story.ts'

/** A fault, which kind of request it struck (`null`: another than the kinds), and what the person was shown then. */
export interface InjectedFault {
  readonly fault: Fault
  readonly request: RequestKind | null
  /** The stage of the job while it runs, else the view. */
  readonly shown: string
}

/** What one connection of a story came to. */
export interface ConnectionResult extends Driven {
  /** Which visit it belongs to, from 0. */
  readonly visit: number
  readonly intent: 'create' | 'follow' | 'refresh' | 'update'
  readonly faults: readonly InjectedFault[]
}

/** A law that a connection of a story broke. */
export interface StoryBreach extends Breach {
  /** Which visit it belongs to, from 0. */
  readonly visit: number
}

/** How a story went. */
export interface StoryResult {
  /** In the order in which they ended. */
  readonly connections: readonly ConnectionResult[]
  /** The first law that was broken; `null`: none. */
  readonly breach: StoryBreach | null
  readonly bank: MemoryBank
}

/** Chooses the fault of the next request of one visit. */
export type ChooseFault = (request: Pick<WireRequest, 'method' | 'template'>) => Fault | null

/** How the people of a story reach the bank. */
export type CreateStoryPort = (bank: MemoryBank, choose: ChooseFault) => BankPort
