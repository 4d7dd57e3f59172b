import {
  type AbortSignalLike,
  type Clock,
  createAbortController,
  raceWithAbort,
  unreachable,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { BaseUrl } from '../options/base-url.ts'
import type { HttpLimits } from '../options/limits.ts'
import { createByteBuffer } from './byte-buffer.ts'
import type { HttpRequest, HttpResponse, Transport, TransportFailure } from './transport.ts'
import {
  bodyTooLarge,
  platformError,
  type RequestProgress,
  transportFailure,
  unknownPlatformError,
} from './transport-failure.ts'

/** Options that are passed to `fetch`. */
export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

/** The part of `Response` that the adapter uses. */
export interface FetchResponse {
  /** `error` for a network error: a request handler returns it where `fetch` would reject. */
  readonly type?: string
  readonly status: number
  readonly headers: {
    /** Value of a header; null when absent. The name is case-insensitive. */
    readonly get: (name: string) => string | null
  }
  readonly body: {
    /** Locks the body to one reader. */
    readonly getReader: () => {
      /** The next chunk, or `done`; rejects when the connection breaks. */
      readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
      /** Discards the rest of the body. */
      readonly cancel: () => Promise<void>
    }
  } | null
}

/** Any WHATWG `fetch`: of a browser, an edge runtime, Node.js or undici, or a request handler in the same process. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>

export interface FetchTransportOptions {
  readonly base: BaseUrl
  readonly limits: HttpLimits
  readonly fetch: Fetch
  readonly clock: Clock
}

type Outcome = E.Either<TransportFailure, HttpResponse>
type Reader = ReturnType<NonNullable<FetchResponse['body']>['getReader']>

/**
 * Creates a transport over `fetch`. A failed request counts as possibly delivered unless the error proves that it was
 * not sent.
 */
export const createFetchTransport = (options: FetchTransportOptions): Transport => ({
  // The platform owns the connections.
  close: async () => undefined,
  send: async (request, callSignal) => {
    if (callSignal.aborted) return E.left({ error: unreachable('cancelled', 'no'), cause: null })
    const controller = new AbortController()
    // An invalid response, such as one whose body is already locked, throws when it is read.
    const outcome = E.flatten(
      await attempt(() => sendRequest(options, request, callSignal, controller.signal), 'unsure'),
    )
    if (E.isLeft(outcome)) controller.abort()
    return outcome
  },
})

const sendRequest = async (
  { base, limits, fetch, clock }: FetchTransportOptions,
  { method, path, headers, body }: HttpRequest,
  callSignal: AbortSignalLike,
  signal: AbortSignal,
): Promise<Outcome> => {
  const init: FetchInit = {
    method,
    headers: { ...headers },
    ...(body === null ? {} : { body }),
    redirect: 'manual',
    signal,
  }
  const responding = attempt(() => fetch(base.origin + path, init), 'unsure')
  const head = await within(responding, limits.headersTimeoutMs, clock, callSignal)
  if (E.isLeft(head)) return head
  const response = head.right
  if (response.type === 'error') return E.left(transportFailure(unknownPlatformError, 'unsure'))
  // Browsers hide the status of a redirect that is not followed.
  const status = response.status === 0 ? 302 : response.status
  const declaredBytes = Number(response.headers.get('content-length') ?? 0)
  if (declaredBytes > limits.bodyBytesMax) return E.left(bodyTooLarge(limits.bodyBytesMax))
  const bytes = await readBytes(response, limits, clock, callSignal)
  if (E.isLeft(bytes)) return bytes
  // Content-Length is not checked: the platform has decoded the body, and browsers hide Content-Encoding.
  return E.right({
    status,
    headers: {
      'content-type': response.headers.get('content-type'),
      'content-encoding': null,
      'retry-after': response.headers.get('retry-after'),
    },
    body: bytes.right,
  })
}

const attempt = async <A>(
  work: () => Promise<A>,
  progress: RequestProgress,
): Promise<E.Either<TransportFailure, A>> => {
  try {
    return E.right(await work())
  } catch (error) {
    return E.left(transportFailure(platformError(error), progress))
  }
}

/** Resolves to the result of `work`, or to a failure on abort or timeout. */
const within = async <A>(
  work: Promise<E.Either<TransportFailure, A>>,
  timeoutMs: number,
  clock: Clock,
  callSignal: AbortSignalLike,
): Promise<E.Either<TransportFailure, A>> => {
  const settled = createAbortController()
  const timeout = clock.sleep(timeoutMs, settled.signal).then(() => E.left(interrupted('timeout')))
  const cancelled = E.left(interrupted('cancelled'))
  const outcome = await raceWithAbort(Promise.race([work, timeout]), callSignal, cancelled)
  settled.abort()
  return outcome
}

const interrupted = (reason: 'timeout' | 'cancelled'): TransportFailure => ({
  error: unreachable(reason, 'unknown'),
  cause: null,
})

const readBytes = async (
  { body }: FetchResponse,
  limits: HttpLimits,
  clock: Clock,
  callSignal: AbortSignalLike,
): Promise<E.Either<TransportFailure, Uint8Array>> => {
  if (body === null) return E.right(new Uint8Array())
  const reader = body.getReader()
  const bytes = await readAll(reader, limits, clock, callSignal)
  if (E.isLeft(bytes)) void attempt(() => reader.cancel(), 'answered')
  return bytes
}

const readAll = async (
  reader: Reader,
  { bodyBytesMax, bodyTimeoutMs }: HttpLimits,
  clock: Clock,
  callSignal: AbortSignalLike,
): Promise<E.Either<TransportFailure, Uint8Array>> => {
  const bytes = createByteBuffer()
  for (;;) {
    const chunk = await within(attempt(reader.read.bind(reader), 'answered'), bodyTimeoutMs, clock, callSignal)
    if (E.isLeft(chunk)) return chunk
    const { done, value } = chunk.right
    if (done) return E.right(bytes.toBytes())
    // `!(… <= …)` also catches NaN, from a chunk that is not bytes.
    if (value !== undefined && !(bytes.append(value) <= bodyBytesMax)) return E.left(bodyTooLarge(bodyBytesMax))
  }
}
