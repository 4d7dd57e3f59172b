import type { taskEither as TE } from 'fp-ts'
import type { PortError } from '../failure/connection-failure.ts'
import type { AbortSignalLike } from '../time/abort.ts'

/**
 * What a token may do.
 *
 * @source Basiq API v2.1, "Authentication": an MFA answer needs `CLIENT_ACCESS`, most reads need `SERVER_ACCESS`
 */
export type Scope = 'SERVER_ACCESS' | 'CLIENT_ACCESS'

/** One request, before an adapter adds the host, the token and the headers. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Absolute path with its query, percent-encoded: `/users/u-1/jobs?filter=…`. */
  readonly path: string
  /** The path with its parameters by name, for logs and metrics: `/users/{userId}/jobs`. */
  readonly template: string
  /** A value for JSON; `null` when the request has no body. It may hold a password: adapters never log or keep it. */
  readonly body: unknown
  readonly scope: Scope
}

/** One answer, before it is decoded. */
export interface WireResponse {
  readonly status: number
  /** The body parsed from JSON; `null` when there is none. */
  readonly body: unknown
}

/**
 * Carries one request, or says why not. Lazily run; never rejects; settles with `Unreachable('cancelled')` once
 * `signal` has aborted.
 *
 * Any HTTP status is `right`, also 4xx and 5xx. A connection that was refused is `unreachable('offline', 'no')`: the
 * request never left. A time-out or a reset after sending is `unreachable('timeout', 'unknown')` or
 * `unreachable('offline', 'unknown')`: it may have had its effect. It never repeats a request that is not a `GET`, but one
 * that the server has refused for its token alone (see `isTokenRefused`), which had no effect.
 */
export type Send = (request: WireRequest, signal: AbortSignalLike) => TE.TaskEither<PortError, WireResponse>
