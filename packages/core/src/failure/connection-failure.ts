import type { AuthorizationType } from '../codec/authorization-type.ts'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionId, JobId } from '../codec/ids.ts'
import type { StepTitle } from '../codec/job.ts'

/** The server could not be reached, or did not answer in time. */
export interface Unreachable {
  readonly _tag: 'Unreachable'
  /**
   * `offline`: no connection, or one that broke; `timeout`: no answer in time; `cancelled`: the caller stopped it;
   * `untrusted`: the server could not prove who it is (TLS); `busy`: this client holds it back, because too many requests
   * wait already or the server has asked it to slow down.
   */
  readonly reason: 'offline' | 'timeout' | 'cancelled' | 'untrusted' | 'busy'
  /** Whether the request may have had its effect: `no` when it certainly never left. */
  readonly delivered: 'no' | 'unknown'
}

/** What is wrong with an answer. */
export type MalformedReason =
  /** The JSON is well-formed, its shape is not the documented one. */
  | 'shape'
  /** A status that is neither success nor refusal. */
  | 'status'
  /** A status of 300 to 399. It is not followed: a token would go where it does not belong. */
  | 'redirect'
  /** No body where there must be one. */
  | 'empty'
  /** The body, or its JSON, ends too early. */
  | 'truncated'
  /** A content type that is not JSON, such as the HTML page of a proxy. */
  | 'contentType'
  /** Bytes that are not UTF-8, or a content encoding or charset that was not asked for. */
  | 'encoding'
  | 'notJson'
  /** More bytes than are taken. */
  | 'tooLarge'
  /** JSON that is nested deeper than is taken. */
  | 'tooDeep'
  | 'notHttp'

/** The server, or something on the way to it, answered with what is no answer of the API. */
export interface MalformedResponse {
  readonly _tag: 'MalformedResponse'
  readonly reason: MalformedReason
  /** What should have come: the name of a codec, a status, a media type, a limit. */
  readonly expected: string
  /** JSON pointers to the members refused, `''` for the whole; at most 20; never their values, which may be secret. */
  readonly paths: readonly string[]
}

/** The server refused the request. */
export interface Refused {
  readonly _tag: 'Refused'
  /** HTTP status. */
  readonly status: number
  /** The server's own error code, e.g. `invalid-credentials`; `unknown` when the body carried none. */
  readonly code: string
  /**
   * The server's own words, at most 300 characters, with anything that the request kept secret taken out. Of a connection
   * only known words; `…` stands for others.
   */
  readonly detail: string | null
  /** The id to quote to the server's support. */
  readonly correlationId: string | null
}

/**
 * There is no token, so that the request was not carried out.
 *
 * @source Basiq API v2.1, POST /token: an invalid key is refused with 404 `parameter-not-valid`, a disabled account with
 * 403 `access-denied`, too many requests for tokens with 403 `request-not-valid` or 429
 */
export interface TokenUnavailable {
  readonly _tag: 'TokenUnavailable'
  /**
   * `keyRejected`: the API key is wrong, deleted, or of another environment; `accountDisabled`: the account of the API may
   * not be used; `throttled`: too many tokens were asked for; `refused`: any other refusal; `malformed`: what came is no
   * token; `provider`: the caller's own provider of tokens failed.
   */
  readonly reason: 'keyRejected' | 'accountDisabled' | 'throttled' | 'refused' | 'malformed' | 'provider'
  /** HTTP status of the answer; `null` when there was none. */
  readonly status: number | null
  /** The server's own words, as in {@link Refused}; `null` when it gave none. */
  readonly detail: string | null
  /** The id to quote to the server's support. */
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
 * @param reason - `shape` when absent
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

/** Every way in which a port operation may fail. Closed: adapters may not add members. */
export type PortError = Unreachable | MalformedResponse | Refused | TokenUnavailable

/** A step of the job failed: the bank, not the network, ended it. */
export interface StepFailed {
  readonly _tag: 'StepFailed'
  readonly jobId: JobId
  readonly connectionId: ConnectionId | null
  readonly step: StepTitle
  /** The server's own code, e.g. `invalid-credentials`; `unknown` when it gave none. An open set. */
  readonly code: string
  /** The server's own words, as far as they are known: at most 300 characters, on one line; `…` stands for others. */
  readonly detail: string | null
}

/** What was given does not fit what the institution's authorization type demands. Nothing was sent. */
export interface CredentialsIncomplete {
  readonly _tag: 'CredentialsIncomplete'
  /** Demanded and absent. */
  readonly missing: readonly CredentialField[]
  /** Given, though the institution would not use them. */
  readonly unexpected: readonly CredentialField[]
}

/** The institution cannot be connected this way. Nothing was sent. */
export interface AuthorizationUnsupported {
  readonly _tag: 'AuthorizationUnsupported'
  /** As the server wrote it. */
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

/** The bank asks the user, and the caller has nobody who answers. The job goes on until the bank gives it up. */
export interface ChallengeUnanswered {
  readonly _tag: 'ChallengeUnanswered'
  readonly jobId: JobId
}

/** The user's answers were refused too often; another try might lock the bank account. */
export interface AnswersRefused {
  readonly _tag: 'AnswersRefused'
  readonly jobId: JobId
  readonly attempts: number
}

/** The job did not end within the time that was allowed for it. It may still be running. */
export interface JobTimedOut {
  readonly _tag: 'JobTimedOut'
  readonly jobId: JobId
  /** The deadline that passed, in milliseconds since the Unix epoch. */
  readonly deadlineAt: number
}

/** A request that starts a job was sent, its answer was lost, and its job could not be looked for. It may be running. */
export interface OutcomeUnknown {
  readonly _tag: 'OutcomeUnknown'
  /** Why the last look at the user's jobs failed. */
  readonly lookup: PortError
}

/** The caller gave something that is not of the form required. It was not sent. */
export interface InputInvalid {
  readonly _tag: 'InputInvalid'
  /** Names of the members refused, e.g. `userId`; never their values. */
  readonly fields: readonly string[]
  /** What to give instead, in one sentence. */
  readonly remedy: string
}

/** The caller or the user stopped it. */
export interface Cancelled {
  readonly _tag: 'Cancelled'
  /** The job that goes on at the server; `null` when none is known. */
  readonly jobId: JobId | null
  /** Whether a job may be running: it is known, or the request for it was on its way. */
  readonly mayHaveStarted: boolean
}

/** An adapter or a callback threw where it must not: a bug, to be reported. What it threw may be secret and is not kept. */
export interface Defect {
  readonly _tag: 'Defect'
  /**
   * What threw: `findInstitution`, `requestJob`, `findJob`, `getJob` or `answerMfa` of the port, or `onChallenge` or
   * `onProgress` of the caller.
   */
  readonly operation: string
}

/** Every way in which a connection may fail: the port's ways, the bank's, the user's, and the caller's. */
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

/** What was saved cannot be restored. Nothing was sent. */
export interface NotRestored {
  readonly _tag: 'NotRestored'
  /**
   * `foreign`: no saved connection at all; `newer`: saved by a later version of the library; `corrupt`: one that was
   * damaged, or that lacks what it needs to go on.
   */
  readonly reason: 'foreign' | 'newer' | 'corrupt'
  /** The version that it says it is of; `null` when it says none. */
  readonly version: number | null
  /** JSON pointers to what is wrong with it; never values. */
  readonly paths: readonly string[]
}

/**
 * Another revision is stored than the one that was gone on from: somebody else has saved the connection, or deleted it,
 * or there is one of this id already. Nothing was stored.
 */
export interface StoreConflict {
  readonly _tag: 'StoreConflict'
  /** The id under which it is stored. */
  readonly id: string
}

/** The store could not be reached, or failed. What was to be saved or deleted may have been, or not. */
export interface StoreUnavailable {
  readonly _tag: 'StoreUnavailable'
  readonly operation: 'load' | 'save' | 'delete' | 'list' | 'migrate'
  /** The store's own word for it, e.g. `ENOSPC`; `threw` when it threw. An open set; never what was to be stored. */
  readonly reason: string
}

/** What is stored under this id cannot be read: it was damaged. */
export interface StoreCorrupt {
  readonly _tag: 'StoreCorrupt'
  readonly id: string
}

/** Every way in which a store may fail; `InputInvalid`: an id or a revision of a form that it never gave. Closed. */
export type StoreFailure = StoreConflict | StoreUnavailable | StoreCorrupt | InputInvalid

/** There is no connection of this id in the store. Nothing was sent. */
export interface NotStored {
  readonly _tag: 'NotStored'
  readonly id: string
}

/** The connection does not wait for this now. Nothing was sent. */
export interface NotExpected {
  readonly _tag: 'NotExpected'
  readonly call: 'submit' | 'answer'
  /** What the connection is doing, as the tag of its view. */
  readonly view: string
}

/** There is not one answer per prompt, or one is empty. Nothing was sent. */
export interface AnswersIncomplete {
  readonly _tag: 'AnswersIncomplete'
  readonly expected: number
  /** How many were given that are not empty. */
  readonly given: number
}

/** Why a live connection does not take what it is given; it goes on as it was. */
export type InputRejected = NotExpected | AnswersIncomplete | CredentialsIncomplete | ChallengeExpired | InputInvalid

/** The pages of a list would go on, but are not followed any further. */
export interface PagingStuck {
  readonly _tag: 'PagingStuck'
  /** `cycle`: the server leads back to a page that was read; `limit`: `pagesMax` pages were read. */
  readonly reason: 'cycle' | 'limit'
  /** How many pages were read. */
  readonly pages: number
}

/** Every way in which reading a list page by page may fail. */
export type PagingFailure = PortError | PagingStuck
