import { fromCallback, fromPromise } from 'xstate'
import type { Credentials } from '../codec/credentials.ts'
import type { ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import type { AverageStepDurations } from '../codec/institution.ts'
import type { MfaExpectation } from '../domain/authorization.ts'
import type { InstitutionProfile } from '../domain/institution-profile.ts'
import type { JobStart } from '../protocol/port.ts'
import type { Secret } from '../secrets/secret.ts'
import type { Challenge } from './context.ts'
import type { WatchCommand } from './event.ts'
import type { Timed } from './guards.ts'

/** The institution to read: the one named, or that of the connection. */
export interface FindInstitutionInput {
  readonly userId: UserId
  readonly institutionId: InstitutionId | null
  readonly connectionId: ConnectionId | null
}

/** The request that starts a job. Credentials are in a secret handle: saving or showing this input reveals nothing. */
export interface RequestJobInput {
  readonly request: 'create' | 'refresh' | 'update'
  readonly userId: UserId
  readonly institutionId: InstitutionId | null
  readonly connectionId: ConnectionId | null
  readonly credentials: Secret<Credentials> | null
}

/** The job to search for after a lost response. */
export interface FindJobInput {
  readonly userId: UserId
  readonly institutionId: InstitutionId | null
  /** `null` if the connection is being created. */
  readonly connectionId: ConnectionId | null
  /** Jobs of earlier attempts, which are excluded. */
  readonly notJobIds: readonly JobId[]
  /** When the request was sent, in milliseconds since the Unix epoch. */
  readonly requestedAt: number
}

/** The job to poll, and until when. */
export interface WatchJobInput {
  readonly jobId: JobId
  /** Whether the job has just started; any other job is polled at once. */
  readonly isNew: boolean
  /** Milliseconds since the Unix epoch. */
  readonly deadlineAt: number
  readonly stallTimeoutMs: number
  readonly averages: AverageStepDurations | null
  readonly mfa: MfaExpectation
  /** The challenge that was answered before this watch began; `null` if none. */
  readonly answered: Challenge | null
}

/** The answers to a challenge, in a secret handle: saving or showing this input reveals nothing. */
export interface AnswerMfaInput {
  readonly jobId: JobId
  readonly answers: Secret<readonly string[]> | null
}

const unprovided = (): never => {
  throw new Error('connectionMachine has no port: call withPort(port)')
}

/** The actors of the machine, provided by `withPort`. Failures are output; only a defect rejects. */
export const actors = {
  findInstitution: fromPromise<Timed<InstitutionProfile>, FindInstitutionInput>(unprovided),
  requestJob: fromPromise<Timed<JobStart>, RequestJobInput>(unprovided),
  findJob: fromPromise<Timed<JobId | null>, FindJobInput>(unprovided),
  watchJob: fromCallback<WatchCommand, WatchJobInput>(unprovided),
  answerMfa: fromPromise<Timed<void>, AnswerMfaInput>(unprovided),
  /** Waits until a time, in milliseconds since the Unix epoch. */
  alarm: fromPromise<void, { readonly at: number }>(unprovided),
}
