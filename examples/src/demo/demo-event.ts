import type { Challenge, ConnectionFailure, Rejection } from '@bank-connection/core'
import type { AccountRow } from './account-row.ts'

/** A step of the job as it is shown. Times are the bank's, in milliseconds since the Unix epoch. */
export interface ShownStep {
  readonly title: string
  readonly status: 'pending' | 'in-progress' | 'success' | 'skipped' | 'failed'
  /** `null` while it has not begun. */
  readonly startedAt: number | null
  /** `null` while it has not ended. */
  readonly endedAt: number | null
}

/** What follows from a change of the view alone. */
export type ViewEvent =
  | { readonly event: 'progress'; readonly steps: readonly ShownStep[] }
  | ({ readonly event: 'challenge' } & Pick<Challenge, 'method' | 'description' | 'prompts' | 'expiresAt' | 'round'>)
  /** The answers are on their way; how many there are is all that is told. */
  | { readonly event: 'answered'; readonly answers: number }
  /** The bank does not take the credentials, and others may be tried. */
  | { readonly event: 'refused'; readonly rejection: Rejection; readonly attemptsLeft: number }

/** What happens to one connection, in the order in which it happens. Holds no secret, and no login either. */
export type DemoEvent = {
  /** 1 for the first connection of the run. */
  readonly connection: number
  /** The bank's time, in milliseconds since the Unix epoch. */
  readonly at: number
} & (
  | {
      readonly event: 'started'
      /** What the bank is and where: `A simulated bank in memory`. */
      readonly bank: string
      readonly institutionId: string
      readonly institution: string
      readonly authorization: string
      readonly about: string
      readonly expects: 'connected' | 'refused'
    }
  | ViewEvent
  | {
      readonly event: 'connected'
      readonly connectionId: string
      readonly jobId: string
      readonly elapsedMs: number
      readonly accounts: readonly AccountRow[]
    }
  | {
      readonly event: 'failed'
      /** Whether this is what was to be seen. */
      readonly expected: boolean
      readonly failure: ConnectionFailure
      readonly explanation: string
      /** What to do next. */
      readonly advice: string
    }
)
