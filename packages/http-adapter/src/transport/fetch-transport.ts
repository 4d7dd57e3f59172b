import { type AbortSignalLike, type Clock, createAbortController, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { BaseUrl } from '../options/base-url.ts'
import type { HttpLimits } from '../options/limits.ts'
import { createBytes } from './byte-buffer.ts'
import { raced } from './race-with-abort.ts'
import type { HttpRequest, HttpResponse, Transport, TransportFailure } from './transport.ts'
import { nameless, type Progress, platformError, tooLarge, transportFailure } from './transport-failure.ts'

/** What `fetch` is asked for. */
export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

/** The part of a `Response` that is read. */
export interface FetchResponse {
  /** `error` where there is no answer: so a handler of requests says what `fetch` says by rejecting. */
  readonly type?: string
  readonly status: number
  readonly headers: {
    /** The value of the header, whatever the case of its name; null when there is none. */
    readonly get: (name: string) => string | null
  }
  readonly body: {
    /** Takes the body for one reader. */
    readonly getReader: () => {
      /** The next bytes, or `done`; rejects when the body breaks off. */
      readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
      /** Says that no more is read. */
      readonly cancel: () => Promise<void>
    }
  } | null
}

/** Any WHATWG `fetch`: of a browser, an edge runtime, Node, undici, or a handler of requests in the same process. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>

/** What the transport on `fetch` needs. */
export interface FetchTransportOptions {
  readonly base: BaseUrl
  readonly limits: HttpLimits
  readonly fetch: Fetch
  readonly clock: Clock
}

type Outcome = E.Either<TransportFailure, HttpResponse>
type Reader = ReturnType<NonNullable<FetchResponse['body']>['getReader']>

/**
 * Creates a transport on a `fetch`. What it cannot know is taken for the worse: a request of which `fetch` does not say
 * that it never left may have arrived.
 */
export const createFetchTransport = (options: FetchTransportOptions): Transport => ({
  // The connections are the platform's.
  close: async () => undefined,
  exchange: async (request, stop) => {
    if (stop.aborted) return E.left({ error: unreachable('cancelled', 'no'), cause: null })
    const controller = new AbortController()
    // What is no answer, such as one that somebody reads already, throws where it is read.
    const outcome = E.flatten(await attempt(() => exchange(options, request, stop, controller.signal), 'unsure'))
    if (E.isLeft(outcome)) controller.abort()
    return outcome
  },
})

const exchange = async (
  { base, limits, fetch, clock }: FetchTransportOptions,
  { method, path, headers, body }: HttpRequest,
  stop: AbortSignalLike,
  signal: AbortSignal,
): Promise<Outcome> => {
  const init: FetchInit = {
    method,
    headers: { ...headers },
    ...(body === null ? {} : { body }),
    redirect: 'manual',
    signal,
  }
  const answering = attempt(() => fetch(base.origin + path, init), 'unsure')
  const head = await within(answering, limits.headersTimeoutMs, clock, stop)
  if (E.isLeft(head)) return head
  const response = head.right
  if (response.type === 'error') return E.left(transportFailure(nameless, 'unsure'))
  // A browser shows no more of a redirect that is not followed.
  const status = response.status === 0 ? 302 : response.status
  const declaredBytes = Number(response.headers.get('content-length') ?? 0)
  if (declaredBytes > limits.bodyBytesMax) return E.left(tooLarge(limits.bodyBytesMax))
  const bytes = await readBytes(response, limits, clock, stop)
  if (E.isLeft(bytes)) return bytes
  // Its length cannot be compared: the platform has decoded it already, and a page is not told whether it had to.
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

const attempt = async <A>(work: () => Promise<A>, progress: Progress): Promise<E.Either<TransportFailure, A>> => {
  try {
    return E.right(await work())
  } catch (error) {
    return E.left(transportFailure(platformError(error), progress))
  }
}

/** What comes of `work`, unless it is stopped or takes too long. */
const within = async <A>(
  work: Promise<E.Either<TransportFailure, A>>,
  timeoutMs: number,
  clock: Clock,
  stop: AbortSignalLike,
): Promise<E.Either<TransportFailure, A>> => {
  const settled = createAbortController()
  const timeout = clock.sleep(timeoutMs, settled.signal).then(() => E.left(given('timeout')))
  const outcome = await raced(Promise.race([work, timeout]), stop)
  settled.abort()
  return outcome ?? E.left(given('cancelled'))
}

const given = (reason: 'timeout' | 'cancelled'): TransportFailure => ({
  error: unreachable(reason, 'unknown'),
  cause: null,
})

const readBytes = async (
  { body }: FetchResponse,
  limits: HttpLimits,
  clock: Clock,
  stop: AbortSignalLike,
): Promise<E.Either<TransportFailure, Uint8Array>> => {
  if (body === null) return E.right(new Uint8Array())
  const reader = body.getReader()
  const bytes = await readAll(reader, limits, clock, stop)
  if (E.isLeft(bytes)) void attempt(() => reader.cancel(), 'answered')
  return bytes
}

const readAll = async (
  reader: Reader,
  { bodyBytesMax, bodyTimeoutMs }: HttpLimits,
  clock: Clock,
  stop: AbortSignalLike,
): Promise<E.Either<TransportFailure, Uint8Array>> => {
  const bytes = createBytes()
  for (;;) {
    const chunk = await within(attempt(reader.read.bind(reader), 'answered'), bodyTimeoutMs, clock, stop)
    if (E.isLeft(chunk)) return chunk
    const { done, value } = chunk.right
    if (done) return E.right(bytes.whole())
    // Of what is no chunk of bytes the length is no number.
    if (value !== undefined && !(bytes.add(value) <= bodyBytesMax)) return E.left(tooLarge(bodyBytesMax))
  }
}
