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
import { either as E } from 'fp-ts'
import { demandAccess, newToken, type TokenAccess } from './auth/auth-options.ts'
import { createTokenCache, type TokenResult, withoutToken } from './auth/token-cache.ts'
import { type BaseUrl, DEFAULT_BASE_URL, parseBaseUrl, targetOf } from './options/base-url.ts'
import { type HttpLimits, limitsOf } from './options/limits.ts'
import { beginCall, type Call } from './request/call.ts'
import { type Carriage, type Carried, carry, type Parcel } from './request/execute-request.ts'
import type { HttpHooks } from './request/hooks.ts'
import { createConcurrencyLimiter } from './retry/concurrency-limiter.ts'
import { createDeadlines } from './retry/deadlines.ts'
import { createRetryBudget, type RetryPolicy, retryPolicyOf } from './retry/retry.ts'
import { createThrottle } from './retry/throttle.ts'
import type { HttpRequest, Transport } from './transport/transport.ts'

/** What an adapter can be told. Everything but the access has a default. */
export type HttpOptions = TokenAccess & {
  /** An https URL, or an http one of loopback; a path before that of the API may follow. `https://au-api.basiq.io` */
  readonly baseUrl?: string
  readonly limits?: Partial<HttpLimits>
  readonly retry?: Partial<RetryPolicy>
  /** Told of each request and each answer. */
  readonly hooks?: HttpHooks
  /** The platform's time. */
  readonly clock?: Clock
  /** A number from 0 to 1, for jitter. `Math.random` */
  readonly random?: () => number
}

/** A bank behind HTTP. */
export interface HttpBank extends BankPort {
  /** What the port is made of: for those who want to come between. */
  readonly send: Send
  /**
   * Stops what is on its way, and lets go of every connection. Calls made later settle with `Unreachable('cancelled')`,
   * never delivered.
   */
  readonly close: () => Promise<void>
}

/** Puts an adapter together over what carries its requests. */
export const createBank = (options: HttpOptions, connect: (surroundings: Surroundings) => Transport): HttpBank => {
  const base = parseBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL)
  const limits = limitsOf(options.limits ?? {})
  const policy = retryPolicyOf(options.retry ?? {})
  const clock = options.clock ?? createRealClock({ now: Date.now, setTimeout, clearTimeout })
  demandAccess(options)
  const transport = connect({ base, limits, clock })
  const pace = createThrottle()
  const carriage: Carriage = {
    transport,
    limits,
    policy,
    budget: createRetryBudget(policy),
    gate: createConcurrencyLimiter({ concurrentMax: limits.concurrentMax, queuedMax: limits.queuedMax, pace, clock }),
    pace,
    hooks: options.hooks ?? {},
    clock,
    random: options.random ?? Math.random,
  }
  const closing = createAbortController()
  const deadlines = createDeadlines(clock, limits.callTimeoutMs)
  let calls = 0
  const begin = (...signals: readonly AbortSignalLike[]): Call => {
    calls += 1
    return beginCall(calls, clock.now() + limits.callTimeoutMs, deadlines, [closing.signal, ...signals])
  }

  /** Everybody's: no single caller stops it. */
  const askForToken = async (scope: Scope): Promise<TokenResult> => {
    const call = begin()
    try {
      return E.mapLeft(withoutToken)(await newToken(options, scope, carriage, base, call))
    } finally {
      call.end()
    }
  }
  const tokens = createTokenCache(askForToken, clock)

  const withToken = async (request: WireRequest, call: Call): Promise<Carried> => {
    for (let renewals = 0; ; renewals++) {
      const found = tokens.token(request.scope, call.stop)
      const result = 'accessToken' in found ? E.right(found) : await found
      if (result === null) return E.left(call.stoppedBy('no'))
      if (E.isLeft(result)) return result
      const token = result.right
      const isSafe = request.method === 'GET'
      const parcel: Parcel = {
        request: bearing(base, request, token),
        template: request.template,
        isSafe,
        rank: isSafe ? 'patient' : 'urgent',
      }
      const answer = await carry(carriage, parcel, call)
      // Refused at the door for its token, a request had no effect: it may be sent with another one.
      if (E.isLeft(answer) || !isTokenRefused(answer.right) || !tokens.refused(request.scope, token) || renewals > 0)
        return answer
    }
  }

  const send: Send = (request, signal) => async () => {
    if (signal.aborted || closing.signal.aborted) return E.left(unreachable('cancelled', 'no'))
    const call = begin(signal)
    try {
      return await withToken(request, call)
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

/** What a transport is made with. */
export interface Surroundings {
  readonly base: BaseUrl
  readonly limits: HttpLimits
  readonly clock: Clock
}

const bearing = (base: BaseUrl, { method, path, body }: WireRequest, { accessToken }: Token): HttpRequest => ({
  method,
  path: targetOf(base, path),
  headers:
    body === null
      ? { accept: 'application/json', authorization: `Bearer ${accessToken}` }
      : { accept: 'application/json', authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
  body: body === null ? null : JSON.stringify(body),
})
