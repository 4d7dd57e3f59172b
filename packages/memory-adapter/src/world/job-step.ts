import type { StepError } from '../errors/step-error.ts'

export type StepTitle =
  | 'verify-credentials'
  | 'mfa-challenge'
  | 'retrieve-accounts'
  | 'retrieve-transactions'
  | 'retrieve-statements'

export type StepStatus = 'pending' | 'in-progress' | 'success' | 'failed' | 'skipped'

/** Result of a step: none, a link to the data, the open challenge, or an error. */
export type StepOutcome = 'nothing' | 'link' | 'challenge' | StepError

/** A change of a step. */
export interface StepChange {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly title: StepTitle
  readonly status: StepStatus
  readonly outcome: StepOutcome
}

/** A step at a time. */
export interface JobStep {
  readonly title: StepTitle
  readonly status: StepStatus
  readonly outcome: StepOutcome
  /** Last change, in milliseconds since the Unix epoch; null: not started. */
  readonly changedAt: number | null
}
