import type { taskEither as TE } from 'fp-ts'
import type { PortError } from '../failure/port-error.ts'
import type { AbortSignalLike } from '../time/abort.ts'

/**
 * The scope of a token.
 *
 * @source Basiq API v2.1, "Authentication": an MFA answer needs `CLIENT_ACCESS`, most reads need `SERVER_ACCESS`
 */
export type Scope = 'SERVER_ACCESS' | 'CLIENT_ACCESS'

/** One request, before the adapter adds host, token and headers. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Absolute path with its query, percent-encoded: `/users/u-1/jobs?filter=…`. */
  readonly path: string
  /** The path with its parameters by name, for logs and metrics: `/users/{userId}/jobs`. */
  readonly template: string
  /** A JSON value; `null` if there is no body. It may contain a password: adapters must not log or keep it. */
  readonly body: unknown
  readonly scope: Scope
}

/** One response, before decoding. */
export interface WireResponse {
  readonly status: number
  /** The parsed JSON body; `null` if there is none. */
  readonly body: unknown
}

/**
 * Sends one request, or returns why it could not. Lazy; never rejects; settles with `Unreachable('cancelled')` once
 * `signal` has aborted.
 *
 * Any HTTP status is `right`, including 4xx and 5xx. A refused connection is `unreachable('offline', 'no')`: the
 * request was not sent. A timeout or a reset after sending is `unreachable('timeout', 'unknown')` or
 * `unreachable('offline', 'unknown')`: it may have taken effect. It never retries a request other than a `GET`, except
 * one that the server refused for its token alone (see `isTokenRefused`), which had no effect.
 */
export type Send = (request: WireRequest, signal: AbortSignalLike) => TE.TaskEither<PortError, WireResponse>
