import type { PortError } from '@bank-connection/core'
import type { AbortSignalLike } from '@bank-connection/core/adapter'
import type { either as E } from 'fp-ts'

/** One request as it leaves. It holds a token or a key, and may hold a password. */
export interface HttpRequest {
  readonly method: string
  /** Absolute path with its query, as it is sent. */
  readonly path: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** null: none */
  readonly body: string | null
}

/** One whole answer. */
export interface HttpResponse {
  readonly status: number
  /** Values by names in lower case; null where there is none. */
  readonly headers: Readonly<Record<'content-type' | 'content-encoding' | 'retry-after', string | null>>
  readonly body: Uint8Array
}

/** Why there is no answer. */
export interface TransportFailure {
  readonly error: PortError
  /** The platform's own name of the failure, such as `ECONNRESET`; null when it gives none. */
  readonly cause: string | null
}

/** What carries requests to one origin, once each: it follows no redirect, and repeats nothing. */
export interface Transport {
  /**
   * Never rejects. Settles with `Unreachable('cancelled')` as soon as `stop` aborts, `delivered` as far as it knows; body
   * and times are within the limits.
   */
  readonly exchange: (request: HttpRequest, stop: AbortSignalLike) => Promise<E.Either<TransportFailure, HttpResponse>>
  /** Lets go of every connection. */
  readonly close: () => Promise<void>
}
