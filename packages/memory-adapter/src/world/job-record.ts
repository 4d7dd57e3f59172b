import type { StepError } from '../errors/step-error.ts'
import type { JobDurations } from './durations.ts'
import type { JobOverrides } from './job-overrides.ts'

export type StepTitle =
  | 'verify-credentials'
  | 'mfa-challenge'
  | 'retrieve-accounts'
  | 'retrieve-transactions'
  | 'retrieve-statements'

export type StepStatus = 'pending' | 'in-progress' | 'success' | 'failed' | 'skipped'

/** What a step has to show: a link to what it made, the challenge, or a problem. */
export type StepOutcome = 'nothing' | 'link' | 'challenge' | StepError

/** An answer that the bank took. The answer itself is not kept. */
export interface TakenAnswer {
  /** In the job's own time: see `JobFate`. */
  readonly at: number
  readonly right: boolean
  /** How long it is being checked, in milliseconds. */
  readonly checkMs: number
}

/** One attempt to create, refresh or update a connection, as decided when it began. Times are ms since the epoch. */
export interface JobRecord {
  readonly id: string
  readonly ordinal: number
  readonly userId: string
  readonly connectionId: string
  readonly institutionId: string
  readonly intent: 'create' | 'refresh' | 'update'
  /** Index among the known logins; null: the credentials are not good. */
  readonly login: number | null
  readonly createdAt: number
  /** Later than `createdAt` when it was paused. */
  readonly startsAt: number
  /** `absent`: it has no step for a challenge; `skips`: it has one that will be skipped. */
  readonly challenge: 'absent' | 'skips' | 'asks'
  readonly hasStatements: boolean
  readonly durations: JobDurations
  /** Digest of its credentials, and of whom they count for, under which the latest job is remembered. */
  readonly attempt: string
  readonly answers: readonly TakenAnswer[]
  /** What its login asked for, and what has happened to it from outside; null: nothing. */
  readonly overrides: JobOverrides | null
}

/** A step becomes something at a time. */
export interface StepChange {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly title: StepTitle
  readonly status: StepStatus
  readonly outcome: StepOutcome
}

/** A step as it stands at a time. */
export interface JobStep {
  readonly title: StepTitle
  readonly status: StepStatus
  readonly outcome: StepOutcome
  /** When it became so, in milliseconds since the Unix epoch; null while nothing has happened to it. */
  readonly changedAt: number | null
}

/** The steps of a job in their order. */
export const stepTitles = ({ challenge, hasStatements }: JobRecord): readonly StepTitle[] => [
  'verify-credentials',
  ...(challenge === 'absent' ? [] : (['mfa-challenge'] as const)),
  'retrieve-accounts',
  'retrieve-transactions',
  ...(hasStatements ? (['retrieve-statements'] as const) : []),
]
