import type { CredentialField, Credentials } from '../codec/credentials.ts'
import type { Job } from '../codec/job.ts'
import { givenFields } from '../domain/authorization.ts'
import type { PortError } from '../failure/connection-failure.ts'
import { createSecret, type Secret } from '../secrets/secret.ts'

/** The user gives credentials. The names of the fields are open, for the guards; what is in them is sealed. */
export interface Submit {
  readonly type: 'submit'
  readonly at: number
  /** The fields that are present and not empty. */
  readonly given: readonly CredentialField[]
  readonly credentials: Secret<Credentials>
}

/** The user answers the challenge. The number of answers is open, for the guards; the answers are sealed. */
export interface Answer {
  readonly type: 'answer'
  readonly at: number
  /** How many of them are not empty. */
  readonly count: number
  readonly answers: Secret<readonly string[]>
}

/** The user or the caller stops. */
export interface Cancel {
  readonly type: 'cancel'
}

/** What a user of the machine may send. */
export type UserEvent = Submit | Answer | Cancel

/** The job has changed since it was last told of. */
export interface JobRead {
  readonly type: 'jobRead'
  readonly at: number
  /** Time of the look before this one that succeeded; what has changed, changed since then. */
  readonly previousAt: number
  readonly job: Job
}

/** The job cannot be read any more. */
export interface WatchFailed {
  readonly type: 'watchFailed'
  readonly failure: PortError
}

/** The job did not end, or did not move, in the time allowed. */
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

/** What `watchJob` sends; nobody else may. */
export type WatchEvent = JobRead | WatchFailed | OutOfTimeEvent | Defect

/** Everything that the machine takes, the actors' own events apart. */
export type ConnectionEvent = UserEvent | WatchEvent

/** What the machine tells `watchJob`: to keep still while an answer is on its way, and to look again after it. */
export type WatchCommand = { readonly type: 'pause' } | { readonly type: 'resume' }

/**
 * Gives credentials: puts them behind an opaque handle, and names the fields that are given.
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
 * Answers a challenge: puts the answers behind an opaque handle, and counts them.
 *
 * @param answers - one per prompt, in the order of the prompts; `['confirmed']` when there is no prompt
 * @param at - now, in milliseconds since the Unix epoch
 */
export const answer = (answers: readonly string[], at: number): Answer => ({
  type: 'answer',
  at,
  count: answers.filter((text) => text !== '').length,
  answers: createSecret<readonly string[]>([...answers]),
})

/** Stops the connection: an event without members. */
export const cancel: Cancel = { type: 'cancel' }
