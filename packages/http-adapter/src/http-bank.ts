import type { BankPort } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  createAbortController,
  createBankPort,
  createRealClock,
  isTokenRefused,
  type Scope,
  type Send,
  type Token,
  unreachable,
  type WireRequest,
} from '@bank-connection/core/adapter'
import { either as E, function as F } from 'fp-ts'
import { type AuthOptions, requestToken, validateAuthOptions } from './auth/auth-options.ts'
import { createTokenCache, type TokenResult, toTokenFailure } from './auth/token-cache.ts'
import { type BaseUrl, DEFAULT_BASE_URL, parseBaseUrl, requestPath } from './options/base-url.ts'
import { type HttpLimits, resolveLimits } from './options/limits.ts'
import { type Call, startCall } from './request/call.ts'
import {
  executeRequest,
  type PreparedRequest,
  type RequestContext,
  type RequestResult,
} from './request/execute-request.ts'
import type { HttpHooks } from './request/hooks.ts'
import { createConcurrencyLimiter } from './retry/concurrency-limiter.ts'
import { createDeadlines } from './retry/deadlines.ts'
import { createRetryBudget, type RetryPolicy, resolveRetryPolicy } from './retry/retry.ts'
import { createThrottle } from './retry/throttle.ts'
import type { HttpRequest, Transport } from './transport/transport.ts'

/** Options of an adapter. All but the token source have defaults. */
export type HttpOptions = AuthOptions & {
  /** An https URL, or http for loopback; may have a path prefix. Default: `https://au-api.basiq.io` */
  readonly baseUrl?: string
  readonly limits?: Partial<HttpLimits>
  readonly retry?: Partial<RetryPolicy>
  /** Called for each request and each response. */
  readonly hooks?: HttpHooks
  /** Default: the platform's clock. */
  readonly clock?: Clock
  /** Random number from 0 to 1, for jitter. Default: `Math.random` */
  readonly random?: () => number
}

/** A bank port over HTTP. */
export interface HttpBank extends BankPort {
  /** The function that the port sends its requests through; wrap it to intercept them. */
  readonly send: Send
  /**
   * Aborts pending requests and closes every connection. Later calls fail with `Unreachable('cancelled')`, not
   * delivered.
   */
  readonly close: () => Promise<void>
}

/** Creates an adapter over a transport. */
export const createBank = (
  options: HttpOptions,
  createTransport: (context: TransportContext) => Transport,
): HttpBank => {
  const base = parseBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL)
  const limits = resolveLimits(options.limits ?? {})
  const policy = resolveRetryPolicy(options.retry ?? {})
  const clock = options.clock ?? createRealClock({ now: Date.now, setTimeout, clearTimeout })
  validateAuthOptions(options)
  const transport = createTransport({ base, limits, clock })
  const throttle = createThrottle()
  const context: RequestContext = {
    transport,
    limits,
    policy,
    budget: createRetryBudget(policy),
    limiter: createConcurrencyLimiter({
      concurrentMax: limits.concurrentMax,
      queuedMax: limits.queuedMax,
      throttle,
      clock,
    }),
    throttle,
    hooks: options.hooks ?? {},
    clock,
    random: options.random ?? Math.random,
  }
  const closing = createAbortController()
  const deadlines = createDeadlines(clock, limits.callTimeoutMs)
  let calls = 0
  const start = (...signals: readonly AbortSignalLike[]): Call => {
    calls += 1
    return startCall(calls, clock.now() + limits.callTimeoutMs, deadlines, [closing.signal, ...signals])
  }

  /** Not bound to a caller's signal, because all callers share the token. */
  const fetchToken = async (scope: Scope): Promise<TokenResult> => {
    const call = start()
    try {
      return F.pipe(await requestToken(options, scope, context, base, call), E.mapLeft(toTokenFailure))
    } finally {
      call.end()
    }
  }
  const tokens = createTokenCache(fetchToken, clock)

  const sendWithToken = async (request: WireRequest, call: Call): Promise<RequestResult> => {
    for (let renewals = 0; ; renewals++) {
      const found = tokens.get(request.scope, call.signal)
      const result = 'accessToken' in found ? E.right(found) : await found
      if (result === null) return E.left(call.abortError('no'))
      if (E.isLeft(result)) return result
      const token = result.right
      const isSafe = request.method === 'GET'
      const prepared: PreparedRequest = {
        request: authorizedRequest(base, request, token),
        template: request.template,
        isSafe,
        priority: isSafe ? 'poll' : 'user',
      }
      const response = await executeRequest(context, prepared, call)
      // A request rejected for its token had no effect, so it is safe to send it again with a new token.
      if (E.isLeft(response) || !isTokenRefused(response.right)) return response
      if (!tokens.invalidate(request.scope, token) || renewals > 0) return response
    }
  }

  const send: Send = (request, signal) => async () => {
    if (signal.aborted || closing.signal.aborted) return E.left(unreachable('cancelled', 'no'))
    const call = start(signal)
    try {
      return await sendWithToken(request, call)
    } finally {
      call.end()
    }
  }
  const close = async (): Promise<void> => {
    closing.abort()
    await transport.close()
  }
  return { ...createBankPort(send, clock), send, close }
}

/** Passed to the factory of a transport. */
export interface TransportContext {
  readonly base: BaseUrl
  readonly limits: HttpLimits
  readonly clock: Clock
}

const authorizedRequest = (
  base: BaseUrl,
  { method, path, body }: WireRequest,
  { accessToken }: Token,
): HttpRequest => ({
  method,
  path: requestPath(base, path),
  headers:
    body === null
      ? { accept: 'application/json', authorization: `Bearer ${accessToken}` }
      : { accept: 'application/json', authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
  body: body === null ? null : JSON.stringify(body),
})
