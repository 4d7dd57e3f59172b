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

/** Which institution to ask for: the one named, or the one that the connection belongs to. */
export interface FindInstitutionInput {
  readonly userId: UserId
  readonly institutionId: InstitutionId | null
  readonly connectionId: ConnectionId | null
}

/** The request that starts a job. The credentials are sealed: whatever saves or shows this input gets none. */
export interface RequestJobInput {
  readonly request: 'create' | 'refresh' | 'update'
  readonly userId: UserId
  readonly institutionId: InstitutionId | null
  readonly connectionId: ConnectionId | null
  readonly credentials: Secret<Credentials> | null
}

/** Which job to look for after a lost answer. */
export interface FindJobInput {
  readonly userId: UserId
  readonly institutionId: InstitutionId | null
  /** `null` for a connection that is being created. */
  readonly connectionId: ConnectionId | null
  /** Jobs of earlier attempts: none of them is the one looked for. */
  readonly notJobIds: readonly JobId[]
  /** When the request left, in milliseconds since the Unix epoch. */
  readonly requestedAt: number
}

/** Which job to watch, until when. */
export interface WatchJobInput {
  readonly jobId: JobId
  /** Whether the job has just begun: one that may be on its way for long is looked at at once. */
  readonly isNew: boolean
  /** Milliseconds since the Unix epoch. */
  readonly deadlineAt: number
  readonly stallTimeoutMs: number
  readonly averages: AverageStepDurations | null
  readonly mfa: MfaExpectation
  /** The challenge whose answer has left already, when the watch begins after it; `null` otherwise. */
  readonly answered: Challenge | null
}

/** The answer to a challenge. The answers are sealed: whatever saves or shows this input gets none. */
export interface AnswerMfaInput {
  readonly jobId: JobId
  readonly answers: Secret<readonly string[]> | null
}

const unprovided = (): never => {
  throw new Error('connectionMachine has no port: call withPort(port)')
}

/** What the machine asks of the world, to be provided by `withPort`. Failures are output; only a defect rejects. */
export const actors = {
  findInstitution: fromPromise<Timed<InstitutionProfile>, FindInstitutionInput>(unprovided),
  requestJob: fromPromise<Timed<JobStart>, RequestJobInput>(unprovided),
  findJob: fromPromise<Timed<JobId | null>, FindJobInput>(unprovided),
  watchJob: fromCallback<WatchCommand, WatchJobInput>(unprovided),
  answerMfa: fromPromise<Timed<void>, AnswerMfaInput>(unprovided),
  /** Waits for a time, in milliseconds since the Unix epoch. */
  alarm: fromPromise<void, { readonly at: number }>(unprovided),
}
