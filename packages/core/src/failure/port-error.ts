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
