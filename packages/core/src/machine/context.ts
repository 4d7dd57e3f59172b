import type { Credentials } from '../codec/credentials.ts'
import type { ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import type { ChallengeMethod } from '../codec/job.ts'
import type { InstitutionProfile } from '../domain/institution-profile.ts'
import type { StepProgress } from '../domain/progress.ts'
import type { ConnectionFailure, CredentialsIncomplete, StepFailed } from '../failure/connection-failure.ts'
import type { PortError } from '../failure/port-error.ts'
import type { Secret } from '../secrets/secret.ts'
import type { Limits } from './limits.ts'

/** What the connection is to do. */
export type Intent =
  | { readonly type: 'create'; readonly institutionId: InstitutionId }
  | { readonly type: 'refresh'; readonly connectionId: ConnectionId }
  | { readonly type: 'update'; readonly connectionId: ConnectionId }
  | { readonly type: 'follow'; readonly jobId: JobId }

/** Input of the machine. */
export interface ConnectionInput {
  readonly userId: UserId
  readonly intent: Intent
  /** Now, in milliseconds since the Unix epoch. */
  readonly at: number
  /** If given, the institution is not requested. */
  readonly institution?: InstitutionProfile
  readonly limits?: Partial<Limits>
  /** Where a saved connection resumes; all other members are ignored then. */
  readonly resume?: { readonly at: ResumePoint; readonly memory: Memory }
}

/** Where a connection was when it was saved: a state of the machine, or a stage of the job. */
export type ResumePoint =
  | 'preparing'
  | 'collecting'
  | 'creating'
  | 'reconciling'
  | 'verifying'
  | 'challenged'
  | 'answering'
  | 'verifyingAnswer'
  | 'retrievingAccounts'
  | 'retrievingTransactions'
  | 'parked'
  | 'connected'
  | 'failed'
  | 'cancelled'
  | 'broken'

/** What the bank asks the user, and until when. */
export interface Challenge {
  readonly method: ChallengeMethod
  readonly description: string | null
  /** Prompts to show, in the order in which the answers must be sent; empty if the bank only wants a confirmation. */
  readonly prompts: readonly string[]
  /** When it was first seen, in milliseconds since the Unix epoch. */
  readonly since: number
  /** When it expires, in milliseconds since the Unix epoch. */
  readonly expiresAt: number
  /** 1 until an answer was sent, 2 until the next. */
  readonly round: number
}

/** Something the server did against its documentation. It is handled and reported. */
export type Anomaly = 'challenge-unexpected' | 'challenge-absent' | 'step-regressed' | 'value-unrecognised'

/** Why credentials or answers are asked for again. */
export type Rejection = StepFailed | PortError

/** Where the job came from. */
export type JobOrigin = 'created' | 'alreadyRunning' | 'adopted' | 'followed'

/** The content of a saved connection: plain data without secrets. */
export interface Memory {
  readonly userId: UserId
  readonly intent: Intent
  /** The request that starts the next job: a refresh whose credentials are rejected continues as an update. */
  readonly request: 'create' | 'refresh' | 'update'
  readonly limits: Limits
  readonly institution: InstitutionProfile | null
  readonly connectionId: ConnectionId | null
  readonly jobId: JobId | null
  /** Jobs of earlier attempts, which must not be mistaken for the next one. */
  readonly previousJobIds: readonly JobId[]
  readonly origin: JobOrigin | null
  /** When the credentials were last submitted, or the connection was started: ms since the Unix epoch. */
  readonly requestedAt: number
  /** Deadline of the job, in ms since the Unix epoch; `null` before there is a job. */
  readonly deadlineAt: number | null
  /** How often the bank has rejected the credentials. */
  readonly attempts: number
  readonly rejection: Rejection | null
  readonly challenge: Challenge | null
  /** Number of answers sent to this job's challenges, whatever happened to them. */
  readonly answersSent: number
  readonly steps: readonly StepProgress[]
  readonly anomalies: readonly Anomaly[]
  readonly failure: ConnectionFailure | null
}

/** The machine's context. Plain data: secret handles become `null` in JSON. */
export interface Context extends Memory {
  /** The missing and unexpected fields of the last submit; `null` if it was complete, or if there was none. */
  readonly incomplete: CredentialsIncomplete | null
  /** Kept from the submit until the request has settled. */
  readonly credentials: Secret<Credentials> | null
  /** Kept from the answer until the request has settled. */
  readonly answers: Secret<readonly string[]> | null
  /** Where a saved connection resumes; `null` once it has. */
  readonly resumeAt: ResumePoint | null
}

/** The result of a successful connection. */
export interface Connected {
  readonly userId: UserId
  readonly connectionId: ConnectionId
  readonly jobId: JobId
  readonly origin: JobOrigin
  /** The final steps: `success` or `skipped`. */
  readonly steps: readonly StepProgress[]
  readonly anomalies: readonly Anomaly[]
}
