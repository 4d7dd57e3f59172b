import type { PortError, TokenUnavailable } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  raceWithAbort,
  type Scope,
  type Token,
  unreachable,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'

export type TokenResult = E.Either<PortError, Token>

/** Caches one token per scope for all calls of an adapter. */
export interface TokenCache {
  /**
   * Returns a valid token, or requests one, once for all waiting calls. Resolves to null when `signal` aborts first;
   * the request continues for the other calls.
   */
  readonly get: (scope: Scope, signal: AbortSignalLike) => Token | Promise<TokenResult | null>
  /**
   * Drops a token that the server rejected. Returns whether a new one may help: false when the previous token was
   * rejected moments ago, too.
   */
  readonly invalidate: (scope: Scope, token: Token) => boolean
}

/** Longest time before expiry at which a token is renewed in the background, in milliseconds. */
const RENEW_AHEAD_MS = 300_000

/** Upper bounds as shares of the lifetime: when renewal starts before expiry, and when use ends before expiry. */
const RENEW_SHARE = 0.1
const SPARE_SHARE = 0.01

/** For how long a permanent failure, or one for too many requests, is cached, in milliseconds. */
const FAILURE_HOLD_MS = 10_000

/** Shortest time between two renewals after rejected tokens, in milliseconds. */
const REJECTION_GAP_MS = 5_000

/** Shortest time between two background renewals, in milliseconds. */
const RENEWAL_HOLD_MS = 30_000

interface CacheEntry {
  token: Token | null
  /** When background renewal starts, and when use ends, in milliseconds since the Unix epoch. */
  renewAt: number
  validUntil: number
  pending: Promise<TokenResult> | null
  failure: TokenUnavailable | null
  /** When the last request failed; no new request is made for a while. */
  failedAt: number
  /** When a token was last dropped because the server rejected it. */
  rejectedAt: number
}

/**
 * Creates a cache over a function that requests a token. Lifetimes count from the arrival of the token on the local
 * clock, so the clock of the server does not matter.
 */
export const createTokenCache = (request: (scope: Scope) => Promise<TokenResult>, clock: Clock): TokenCache => {
  const entries: Readonly<Record<Scope, CacheEntry>> = { SERVER_ACCESS: emptyEntry(), CLIENT_ACCESS: emptyEntry() }

  /** Requests a token, or joins the pending request. */
  const renew = (scope: Scope): Promise<TokenResult> => {
    const entry = entries[scope]
    entry.pending ??= request(scope)
      .then((result) => {
        const now = clock.now()
        if (E.isRight(result)) storeToken(entry, result.right, now)
        else storeFailure(entry, result.left, now)
        return result
      })
      .finally(() => {
        entry.pending = null
      })
    return entry.pending
  }

  return {
    get: (scope, signal) => {
      const entry = entries[scope]
      const now = clock.now()
      if (entry.token !== null && now < entry.validUntil) {
        if (now >= entry.renewAt && entry.pending === null) {
          entry.renewAt = now + RENEWAL_HOLD_MS
          renew(scope).catch(() => undefined)
        }
        return entry.token
      }
      if (entry.failure !== null && isWithin(FAILURE_HOLD_MS, entry.failedAt, now))
        return Promise.resolve(E.left(entry.failure))
      return signal.aborted ? Promise.resolve(null) : raceWithAbort<TokenResult | null>(renew(scope), signal, null)
    },
    invalidate: (scope, token) => {
      const entry = entries[scope]
      if (entry.token !== token) return true
      const now = clock.now()
      if (isWithin(REJECTION_GAP_MS, entry.rejectedAt, now)) return false
      entry.token = null
      entry.rejectedAt = now
      return true
    },
  }
}

const emptyEntry = (): CacheEntry => ({
  token: null,
  renewAt: 0,
  validUntil: 0,
  pending: null,
  failure: null,
  failedAt: Number.NEGATIVE_INFINITY,
  rejectedAt: Number.NEGATIVE_INFINITY,
})

/** Whether less than `ms` has passed; false if the clock was set back. */
const isWithin = (ms: number, since: number, now: number): boolean => now >= since && now - since < ms

const storeToken = (entry: CacheEntry, token: Token, now: number): void => {
  entry.token = token
  entry.failure = null
  const { lifetimeMs } = token
  const aheadMs = Math.min(RENEW_AHEAD_MS, lifetimeMs * RENEW_SHARE)
  entry.renewAt = now + lifetimeMs - aheadMs
  entry.validUntil = now + lifetimeMs - Math.min(aheadMs, lifetimeMs * SPARE_SHARE)
}

const storeFailure = (entry: CacheEntry, failure: PortError, now: number): void => {
  const isDefinite =
    failure._tag === 'TokenUnavailable' && ['keyRejected', 'accountDisabled', 'throttled'].includes(failure.reason)
  entry.failure = isDefinite ? failure : null
  entry.failedAt = now
}

/** The failure of a call that got no token: its own request was never sent. */
export const toTokenFailure = (failure: PortError): PortError => {
  switch (failure._tag) {
    case 'TokenUnavailable':
      return failure
    case 'Unreachable':
      return unreachable(failure.reason, 'no')
    case 'MalformedResponse':
    case 'Refused':
      return { _tag: 'TokenUnavailable', reason: 'malformed', status: null, detail: null, correlationId: null }
  }
}
