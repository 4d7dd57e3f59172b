import type { AuthorizationType } from '../codec/authorization-type.ts'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionId, JobId } from '../codec/ids.ts'
import type { StepTitle } from '../codec/job.ts'
import type { PortError } from './port-error.ts'

/** A step of the job failed at the bank. */
export interface StepFailed {
  readonly _tag: 'StepFailed'
  readonly jobId: JobId
  readonly connectionId: ConnectionId | null
  readonly step: StepTitle
  /** The server's code, e.g. `invalid-credentials`; `unknown` if there is none. An open set. */
  readonly code: string
  /** The known words of the server's text: at most 300 characters, on one line; `…` replaces others. */
  readonly detail: string | null
}

/** The credentials do not match the fields that the institution requires. Nothing was sent. */
export interface CredentialsIncomplete {
  readonly _tag: 'CredentialsIncomplete'
  /** Required and not given. */
  readonly missing: readonly CredentialField[]
  /** Given, but not used by the institution. */
  readonly unexpected: readonly CredentialField[]
}

/** The institution cannot be connected this way. Nothing was sent. */
export interface AuthorizationUnsupported {
  readonly _tag: 'AuthorizationUnsupported'
  /** As sent by the server. */
  readonly authorization: AuthorizationType
  readonly intent: 'create' | 'refresh' | 'update' | 'follow'
}

/** The user did not answer the challenge before its deadline. */
export interface ChallengeExpired {
  readonly _tag: 'ChallengeExpired'
  readonly jobId: JobId
  /** Milliseconds since the Unix epoch. */
  readonly expiredAt: number
}

/** The bank asks the user, but the caller has no way to answer. The job continues until the bank gives up. */
export interface ChallengeUnanswered {
  readonly _tag: 'ChallengeUnanswered'
  readonly jobId: JobId
}

/** The user's answers were rejected too often; another attempt might lock the bank account. */
export interface AnswersRefused {
  readonly _tag: 'AnswersRefused'
  readonly jobId: JobId
  readonly attempts: number
}

/** The job did not end in the time allowed. It may still be running. */
export interface JobTimedOut {
  readonly _tag: 'JobTimedOut'
  readonly jobId: JobId
  /** The deadline that passed, in milliseconds since the Unix epoch. */
  readonly deadlineAt: number
}

/** The response to a request that starts a job was lost, and its job could not be searched for. It may be running. */
export interface OutcomeUnknown {
  readonly _tag: 'OutcomeUnknown'
  /** Why the last search of the user's jobs failed. */
  readonly lookup: PortError
}

/** The caller's input is invalid. Nothing was sent. */
export interface InputInvalid {
  readonly _tag: 'InputInvalid'
  /** Names of the invalid members, e.g. `userId`; never their values. */
  readonly fields: readonly string[]
  /** What to pass instead, in one sentence. */
  readonly remedy: string
}

/** The caller or the user cancelled it. */
export interface Cancelled {
  readonly _tag: 'Cancelled'
  /** The job that continues at the server; `null` if none is known. */
  readonly jobId: JobId | null
  /** Whether a job may be running: it is known, or its request was being sent. */
  readonly mayHaveStarted: boolean
}

/** An adapter or a callback threw, which is a bug. The exception may contain a secret and is dropped. */
export interface Defect {
  readonly _tag: 'Defect'
  /**
   * What threw: `findInstitution`, `requestJob`, `findJob`, `getJob` or `answerMfa` of the port, or the caller's
   * `onChallenge` or `onProgress`.
   */
  readonly operation: string
}

/** Every failure that can end a connection. */
export type ConnectionFailure =
  | PortError
  | StepFailed
  | CredentialsIncomplete
  | AuthorizationUnsupported
  | ChallengeExpired
  | ChallengeUnanswered
  | AnswersRefused
  | JobTimedOut
  | OutcomeUnknown
  | InputInvalid
  | Cancelled
  | Defect

/** The connection is not waiting for this input. Nothing was sent. */
export interface NotExpected {
  readonly _tag: 'NotExpected'
  readonly call: 'submit' | 'answer'
  /** The tag of the current view. */
  readonly view: string
}

/** There is not exactly one answer per prompt, or one is empty. Nothing was sent. */
export interface AnswersIncomplete {
  readonly _tag: 'AnswersIncomplete'
  readonly expected: number
  /** Number of non-empty answers given. */
  readonly given: number
}

/** Why a live connection rejects an input; the connection is unchanged. */
export type InputRejected = NotExpected | AnswersIncomplete | CredentialsIncomplete | ChallengeExpired | InputInvalid

/** A list has more pages, but they are not followed further. */
export interface PagingStuck {
  readonly _tag: 'PagingStuck'
  /** `cycle`: a link leads back to a page already read; `limit`: `pagesMax` pages were read. */
  readonly reason: 'cycle' | 'limit'
  /** Number of pages read. */
  readonly pages: number
}

/** Every failure of reading a list page by page. */
export type PagingFailure = PortError | PagingStuck
