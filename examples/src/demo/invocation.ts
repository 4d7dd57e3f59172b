import type { BankInstitution } from '@bank-connection/memory-adapter'
import type { Known } from './person.ts'

/** How a connection is run, whichever it is. */
export interface Run {
  /** Bank milliseconds that pass in a real one. */
  readonly speed: number
  /** What every draw of the simulated bank depends on. */
  readonly seed: number
  readonly isJson: boolean
}

/** What the command asks for. */
export type Invocation =
  | { readonly _tag: 'Help'; readonly text: string }
  | { readonly _tag: 'List' }
  | ({ readonly _tag: 'Tour' } & Run)
  | ({ readonly _tag: 'One'; readonly institution: BankInstitution; readonly known: Known } & Run)
