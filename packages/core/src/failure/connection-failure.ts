import type { AuthorizationType } from '../codec/authorization-type.ts'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionId, JobId } from '../codec/ids.ts'
import type { StepTitle } from '../codec/job.ts'

/** The server could not be reached or did not respond in time. */
export interface Unreachable {
  readonly _tag: 'Unreachable'
  /**
   * `offline`: no connection, or it broke; `timeout`: no response in time; `cancelled`: the caller aborted it;
   * `untrusted`: the server's identity could not be verified (TLS); `busy`: this client rejected it, because too many
   * requests are queued or the server asked to slow down.
   */
  readonly reason: 'offline' | 'timeout' | 'cancelled' | 'untrusted' | 'busy'
  /** Whether the request may have taken effect: `no` if it was certainly not sent. */
  readonly delivered: 'no' | 'unknown'
}

/** Why a response is malformed. */
export type MalformedReason =
  /** Well-formed JSON with an undocumented shape. */
  | 'shape'
  /** A status that is neither a success nor an error. */
  | 'status'
  /** A status from 300 to 399. Redirects are not followed: the token would be sent to another host. */
  | 'redirect'
  /** A required body is missing. */
  | 'empty'
  /** The body or its JSON ends too early. */
  | 'truncated'
  /** A content type that is not JSON, such as the HTML page of a proxy. */
  | 'contentType'
  /** Bytes that are not UTF-8, or a content encoding or charset that was not requested. */
  | 'encoding'
  | 'notJson'
  /** More bytes than the limit. */
  | 'tooLarge'
  /** JSON nested deeper than the limit. */
  | 'tooDeep'
  | 'notHttp'

/** The response is not one of the API: from the server, or from something in between. */
export interface MalformedResponse {
  readonly _tag: 'MalformedResponse'
  readonly reason: MalformedReason
  /** What was expected: the name of a codec, a status, a media type, a limit. */
  readonly expected: string
  /** JSON pointers to the invalid members, `''` for the whole; at most 20; never their values, which may be secret. */
  readonly paths: readonly string[]
}

/** The server refused the request with an error status. */
export interface Refused {
  readonly _tag: 'Refused'
  /** HTTP status. */
  readonly status: number
  /** The server's error code, e.g. `invalid-credentials`; `unknown` if the body has none. */
  readonly code: string
  /**
   * The server's text, at most 300 characters, without the secrets of the request. In a connection only known words;
   * `…` replaces others.
   */
  readonly detail: string | null
  /** The id to quote to the API's support. */
  readonly correlationId: string | null
}

/**
 * There is no token, so the request was not sent.
 *
 * @source Basiq API v2.1, POST /token: an invalid key is refused with 404 `parameter-not-valid`, a disabled account
 * with 403 `access-denied`, too many requests for tokens with 403 `request-not-valid` or 429
 */
export interface TokenUnavailable {
  readonly _tag: 'TokenUnavailable'
  /**
   * `keyRejected`: the API key is wrong, deleted, or from another environment; `accountDisabled`: the API account is
   * disabled; `throttled`: too many tokens were requested; `refused`: any other error status; `malformed`: the response
   * has no valid token; `provider`: the caller's token provider failed.
   */
  readonly reason: 'keyRejected' | 'accountDisabled' | 'throttled' | 'refused' | 'malformed' | 'provider'
  /** HTTP status of the response; `null` if there was none. */
  readonly status: number | null
  /** The server's text, as in {@link Refused}; `null` if there is none. */
  readonly detail: string | null
  /** The id to quote to the API's support. */
  readonly correlationId: string | null
}

/** Builds an {@link Unreachable}. */
export const unreachable = (reason: Unreachable['reason'], delivered: Unreachable['delivered']): Unreachable => ({
  _tag: 'Unreachable',
  reason,
  delivered,
})

/**
 * Builds a {@link MalformedResponse}.
 *
 * @param paths - JSON pointers; never values
 * @param reason - default: `shape`
 */
export const malformedResponse = (
  expected: string,
  paths: readonly string[],
  reason: MalformedReason = 'shape',
): MalformedResponse => ({
  _tag: 'MalformedResponse',
  reason,
  expected,
  paths,
})

/** Every failure of a port operation. Closed: adapters may not add members. */
export type PortError = Unreachable | MalformedResponse | Refused | TokenUnavailable

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

/** The saved connection cannot be restored. Nothing was sent. */
export interface NotRestored {
  readonly _tag: 'NotRestored'
  /**
   * `foreign`: not a saved connection; `newer`: saved by a later version of the library; `corrupt`: damaged or
   * incomplete.
   */
  readonly reason: 'foreign' | 'newer' | 'corrupt'
  /** The version of its format; `null` if it has none. */
  readonly version: number | null
  /** JSON pointers to the invalid members; never values. */
  readonly paths: readonly string[]
}

/**
 * The stored revision is not the expected one: another owner has saved or deleted the connection, or the id is taken.
 * Nothing was stored.
 */
export interface StoreConflict {
  readonly _tag: 'StoreConflict'
  /** The id of the stored connection. */
  readonly id: string
}

/** The store could not be reached, or failed. The operation may or may not have taken effect. */
export interface StoreUnavailable {
  readonly _tag: 'StoreUnavailable'
  readonly operation: 'load' | 'save' | 'delete' | 'list' | 'migrate'
  /** The store's code, e.g. `ENOSPC`; `threw` if it threw. An open set; never stored data. */
  readonly reason: string
}

/** The stored connection is damaged and cannot be read. */
export interface StoreCorrupt {
  readonly _tag: 'StoreCorrupt'
  readonly id: string
}

/** Every failure of a store; `InputInvalid`: an id or a revision with an invalid form. Closed. */
export type StoreFailure = StoreConflict | StoreUnavailable | StoreCorrupt | InputInvalid

/** There is no connection with this id in the store. Nothing was sent. */
export interface NotStored {
  readonly _tag: 'NotStored'
  readonly id: string
}

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
