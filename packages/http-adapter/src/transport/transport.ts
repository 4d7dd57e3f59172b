import type { PortError } from '@bank-connection/core'
import type { AbortSignalLike } from '@bank-connection/core/adapter'
import type { either as E } from 'fp-ts'

/** A request as sent. Contains a token or the API key, and may contain a password. */
export interface HttpRequest {
  readonly method: string
  /** Absolute path with query. */
  readonly path: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** null when there is none. */
  readonly body: string | null
}

/** A complete response. */
export interface HttpResponse {
  readonly status: number
  /** By lower-case name; null when absent. */
  readonly headers: Readonly<Record<'content-type' | 'content-encoding' | 'retry-after', string | null>>
  readonly body: Uint8Array
}

/** Why there is no response. */
export interface TransportFailure {
  readonly error: PortError
  /** The platform's error code, such as `ECONNRESET`; null when there is none. */
  readonly cause: string | null
}

/** Sends requests to one origin, once each. Follows no redirects and never retries. */
export interface Transport {
  /**
   * Sends a request within the limits. Never rejects. Resolves to `Unreachable('cancelled')` as soon as `signal`
   * aborts.
   */
  readonly send: (request: HttpRequest, signal: AbortSignalLike) => Promise<E.Either<TransportFailure, HttpResponse>>
  /** Closes every connection. */
  readonly close: () => Promise<void>
}
