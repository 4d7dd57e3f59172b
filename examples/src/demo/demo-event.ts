import type {
  Account,
  Challenge,
  ConnectionFailure,
  ConnectionView,
  Rejection,
  StepProgress,
} from '@bank-connection/core'

/** An account as the demo shows it; `null` where the bank does not say. */
export interface AccountRow extends Pick<Account, 'name' | 'accountNo' | 'balance' | 'currency'> {
  readonly class: string | null
  readonly transactions: number | null
}

/** What happens to a connection. Contains no secret and no login. */
export type EventBody =
  | {
      readonly event: 'started'
      /** What the bank is and where it runs. */
      readonly bank: string
      readonly institutionId: string
      readonly institution: string
      readonly authorization: string
      /** How the institution lets its users in. */
      readonly about: string
      readonly expects: 'connected' | 'refused'
    }
  /** The view, or the status of a step, has changed. */
  | { readonly event: 'progress'; readonly view: ConnectionView['_tag']; readonly steps: readonly StepProgress[] }
  | ({ readonly event: 'challenge' } & Pick<Challenge, 'method' | 'description' | 'prompts' | 'expiresAt' | 'round'>)
  /** The answers were sent; only their number is reported. */
  | { readonly event: 'answered'; readonly answers: number }
  /** The bank refused the credentials; others may be tried. */
  | { readonly event: 'refused'; readonly rejection: Rejection; readonly advice: string; readonly attemptsLeft: number }
  | {
      readonly event: 'connected'
      readonly connectionId: string
      readonly jobId: string
      readonly elapsedMs: number
      readonly accounts: readonly AccountRow[]
    }
  | {
      readonly event: 'failed'
      /** Whether the failure was planned. */
      readonly expected: boolean
      readonly failure: ConnectionFailure
      readonly explanation: string
      readonly advice: string
    }

/** One line of `--json`. */
export type DemoEvent = EventBody & {
  /** 1 for the first connection of the run. */
  readonly connection: number
  /** Bank time, in milliseconds since the Unix epoch. */
  readonly at: number
}
