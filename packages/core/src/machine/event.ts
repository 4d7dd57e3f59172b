import type { CredentialField, Credentials } from '../codec/credentials.ts'
import type { Job } from '../codec/job.ts'
import { givenFields } from '../domain/authorization.ts'
import { type JobStage, stageOf } from '../domain/job-stage.ts'
import type { PortError } from '../failure/port-error.ts'
import { createSecret, type Secret } from '../secrets/secret.ts'

/** The user submits credentials. Guards see the names of the fields; the values are secret. */
export interface Submit {
  readonly type: 'submit'
  readonly at: number
  /** The fields that are present and not empty. */
  readonly given: readonly CredentialField[]
  readonly credentials: Secret<Credentials>
}

/** The user answers the challenge. Guards see the number of answers; the answers are secret. */
export interface Answer {
  readonly type: 'answer'
  readonly at: number
  /** Number of non-empty answers. */
  readonly count: number
  readonly answers: Secret<readonly string[]>
}

/** The user or the caller cancels. */
export interface Cancel {
  readonly type: 'cancel'
}

/** Events that a user of the machine may send. */
export type UserEvent = Submit | Answer | Cancel

/** The job has changed since it was last reported. */
export interface JobRead {
  readonly type: 'jobRead'
  readonly at: number
  /** Time of the previous successful poll; the change happened after it. */
  readonly previousAt: number
  readonly job: Job
  readonly stage: JobStage
}

/** Builds a {@link JobRead}; the stage is computed from the job. */
export const jobRead = (job: Job, at: number, previousAt: number): JobRead => ({
  type: 'jobRead',
  at,
  previousAt,
  job,
  stage: stageOf(job),
})

/** The job can no longer be read. */
export interface WatchFailed {
  readonly type: 'watchFailed'
  readonly failure: PortError
}

/** The job did not end, or made no progress, in the time allowed. */
export interface OutOfTimeEvent {
  readonly type: 'outOfTime'
  /** The deadline that passed, in milliseconds since the Unix epoch. */
  readonly deadlineAt: number
}

/** A call threw. */
export interface Defect {
  readonly type: 'defect'
  readonly operation: string
}

/** Events that only `watchJob` sends. */
export type WatchEvent = JobRead | WatchFailed | OutOfTimeEvent | Defect

/** Every event that the machine accepts, except XState's own. */
export type ConnectionEvent = UserEvent | WatchEvent

/** Commands to `watchJob`: pause while an answer is being sent, then resume. */
export type WatchCommand = { readonly type: 'pause' } | { readonly type: 'resume' }

/**
 * Builds a {@link Submit}: puts the credentials into a secret handle and lists the fields given.
 *
 * @param at - now, in milliseconds since the Unix epoch
 */
export const submit = (credentials: Credentials, at: number): Submit => ({
  type: 'submit',
  at,
  given: givenFields(credentials),
  credentials: createSecret({ ...credentials }),
})

/**
 * Builds an {@link Answer}: puts the answers into a secret handle and counts them.
 *
 * @param answers - one per prompt, in the order of the prompts; `['confirmed']` if there is no prompt
 * @param at - now, in milliseconds since the Unix epoch
 */
export const answer = (answers: readonly string[], at: number): Answer => ({
  type: 'answer',
  at,
  count: answers.filter((text) => text !== '').length,
  answers: createSecret<readonly string[]>([...answers]),
})

/** Cancels the connection. */
export const cancel: Cancel = { type: 'cancel' }
