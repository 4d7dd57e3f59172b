import type { BankPort, UserId } from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'
import type { Misused } from './person.ts'

/** Where connections are made: a bank, and a user of it. */
export interface Venue {
  readonly port: BankPort
  readonly userId: UserId
  /** What the bank is and where, as a line of its own. */
  readonly note: string
  /** Lets go of everything. Gives what could not be undone, as lines for the error output. Never rejects. */
  readonly close: () => Promise<readonly string[]>
}

/** Why there is no venue: the command has to be given otherwise, or the bank is not to be had. */
export type NoVenue = Misused | { readonly _tag: 'Unavailable'; readonly lines: readonly string[] }

/** What a venue is opened from. */
export interface Surroundings {
  /** The variables of the process: `BASIQ_API_KEY`, and perhaps `BASIQ_BASE_URL`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts when nobody waits any longer, not even for what is to be undone. */
  readonly abandoned: AbortSignal
  /** The time of a live bank; the platform's when absent. */
  readonly clock?: Clock
}
