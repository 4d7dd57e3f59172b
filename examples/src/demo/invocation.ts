import type { BankInstitution } from '@bank-connection/memory-adapter'
import type { Known } from './person.ts'

/** What a simulated bank is told. */
export interface Simulation {
  /** Bank milliseconds that pass in a real one. */
  readonly speed: number
  /** What every draw of the simulated bank depends on. */
  readonly seed: number
}

/** Where the bank is: in this process, behind a socket of this machine, or at the real API. */
export type Place = ({ readonly _tag: 'Memory' | 'Http' } & Simulation) | { readonly _tag: 'Live' }

/** How a connection is run, whichever it is. */
export interface Run {
  readonly place: Place
  readonly isJson: boolean
}

/** What the command asks for. */
export type Invocation =
  | { readonly _tag: 'Help'; readonly text: string }
  | { readonly _tag: 'List' }
  | ({ readonly _tag: 'Tour' } & Run)
  | ({ readonly _tag: 'One'; readonly institution: BankInstitution; readonly known: Known } & Run)
