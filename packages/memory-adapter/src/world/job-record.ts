import type { JobOverrides } from './job-overrides.ts'
import type { StepTitle } from './job-step.ts'
import type { JobDurations } from './step-durations.ts'

/** An accepted answer. Its text is not stored. */
export interface TakenAnswer {
  /** In job time: see `JobOverrides`. */
  readonly at: number
  readonly right: boolean
  /** Time to check it, in milliseconds. */
  readonly checkMs: number
}

/** A job that creates, refreshes or updates a connection, as drawn when it started. Times are ms since the epoch. */
export interface JobRecord {
  readonly id: string
  readonly ordinal: number
  readonly userId: string
  readonly connectionId: string
  readonly institutionId: string
  readonly intent: 'create' | 'refresh' | 'update'
  /** Index among the known logins; null: the credentials are wrong. */
  readonly login: number | null
  readonly createdAt: number
  /** Later than `createdAt` when the job had to wait. */
  readonly startsAt: number
  /** `absent`: no challenge step; `skips`: the step will be skipped. */
  readonly challenge: 'absent' | 'skips' | 'asks'
  readonly hasStatements: boolean
  readonly durations: JobDurations
  /** Key of `World.attempts`: digest of the credentials, and the user where the pause is per user. */
  readonly attempt: string
  readonly answers: readonly TakenAnswer[]
  /** Deviations by a scripted login or by events; null: none. */
  readonly overrides: JobOverrides | null
}

/** Titles of the job's steps, in order. */
export const stepTitles = ({ challenge, hasStatements }: JobRecord): readonly StepTitle[] => [
  'verify-credentials',
  ...(challenge === 'absent' ? [] : (['mfa-challenge'] as const)),
  'retrieve-accounts',
  'retrieve-transactions',
  ...(hasStatements ? (['retrieve-statements'] as const) : []),
]
