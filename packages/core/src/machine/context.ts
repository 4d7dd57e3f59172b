import type { Credentials } from '../codec/credentials.ts'
import type { ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import type { ChallengeMethod } from '../codec/job.ts'
import type { InstitutionProfile } from '../domain/institution-profile.ts'
import type { StepProgress } from '../domain/progress.ts'
import type { ConnectionFailure, CredentialsIncomplete, PortError, StepFailed } from '../failure/connection-failure.ts'
import type { Secret } from '../secrets/secret.ts'
import type { Limits } from './limits.ts'

/** What is to be done. */
export type Intent =
  | { readonly type: 'create'; readonly institutionId: InstitutionId }
  | { readonly type: 'refresh'; readonly connectionId: ConnectionId }
  | { readonly type: 'update'; readonly connectionId: ConnectionId }
  | { readonly type: 'follow'; readonly jobId: JobId }

/** What a connection starts from. */
export interface ConnectionInput {
  readonly userId: UserId
  readonly intent: Intent
  /** Now, in milliseconds since the Unix epoch. */
  readonly at: number
  /** Spares the question for the institution when the caller has it. */
  readonly institution?: InstitutionProfile
  readonly limits?: Partial<Limits>
  /** Where and how a saved connection goes on; the rest counts for nothing then. */
  readonly resume?: { readonly at: ResumePoint; readonly memory: Memory }
}

/** Where a connection can have been when it was saved: a state of the machine, or a stage of the job. */
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

/** What the bank asks of the user, and until when. */
export interface Challenge {
  readonly method: ChallengeMethod
  readonly description: string | null
  /** Prompts to show, in the order in which the answers must be sent; empty: the bank wants a confirmation only. */
  readonly prompts: readonly string[]
  /** When it was first seen, in milliseconds since the Unix epoch. */
  readonly since: number
  /** When it is given up, in milliseconds since the Unix epoch. */
  readonly expiresAt: number
  /** 1 until an answer has left, 2 until the next. */
  readonly round: number
}

/** Something that the server did and that its documentation does not lead to expect. It is handled, and told. */
export type Anomaly = 'challenge-unexpected' | 'challenge-absent' | 'step-regressed' | 'value-unrecognised'

/** Why credentials or answers are asked for again. */
export type Rejection = StepFailed | PortError

/** How the job came about. */
export type JobOrigin = 'created' | 'alreadyRunning' | 'adopted' | 'followed'

/** What a saved connection holds: plain data, no secret. */
export interface Memory {
  readonly userId: UserId
  readonly intent: Intent
  /** The request that starts the next job: a refresh whose credentials are refused goes on as an update. */
  readonly request: 'create' | 'refresh' | 'update'
  readonly limits: Limits
  readonly institution: InstitutionProfile | null
  readonly connectionId: ConnectionId | null
  readonly jobId: JobId | null
  /** The jobs of the attempts before, which must not be taken for the next one's. */
  readonly previousJobIds: readonly JobId[]
  readonly origin: JobOrigin | null
  /** When the credentials were last submitted, or the connection was begun: ms since the Unix epoch. */
  readonly requestedAt: number
  /** When the job is given up, in ms since the Unix epoch; `null` before there is a job. */
  readonly deadlineAt: number | null
  /** How often the bank has refused the credentials. */
  readonly attempts: number
  readonly rejection: Rejection | null
  readonly challenge: Challenge | null
  /** How many answers to this job's challenges have left, whatever became of them. */
  readonly answersSent: number
  readonly steps: readonly StepProgress[]
  readonly anomalies: readonly Anomaly[]
  readonly failure: ConnectionFailure | null
}

/** Everything that the machine remembers. Plain data: the sealed handles become `null` in JSON. */
export interface Context extends Memory {
  /** What the last submit lacked; `null` when it was complete, or when there was none. */
  readonly incomplete: CredentialsIncomplete | null
  /** Held from the submit until the request has settled. */
  readonly credentials: Secret<Credentials> | null
  /** Held from the answer until the request has settled. */
  readonly answers: Secret<readonly string[]> | null
  /** Where a saved connection is to go on; `null` as soon as it does. */
  readonly resumeAt: ResumePoint | null
}

/** What a connection that succeeded gives. */
export interface Connected {
  readonly userId: UserId
  readonly connectionId: ConnectionId
  readonly jobId: JobId
  readonly origin: JobOrigin
  /** The steps as they ended: `success` or `skipped`. */
  readonly steps: readonly StepProgress[]
  readonly anomalies: readonly Anomaly[]
}
