import type { PortError, TokenUnavailable } from '@bank-connection/core'
import { type AbortSignalLike, type Clock, type Scope, type Token, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { raced } from '../transport/race-with-abort.ts'

export type TokenResult = E.Either<PortError, Token>

/** Tokens for all calls of an adapter: one for each scope. */
export interface TokenCache {
  /**
   * A token that is good; asks for a new one when there is none, once for all who wait. null when `stop` aborts first:
   * the new one goes on coming for the others.
   */
  readonly token: (scope: Scope, stop: AbortSignalLike) => Token | Promise<TokenResult | null>
  /**
   * The server has refused this one. Whether another may help: not when the one before was refused a moment ago, too.
   */
  readonly refused: (scope: Scope, token: Token) => boolean
}

/** Longest time before its end at which a token is renewed while it is still used, in milliseconds. */
const RENEW_AHEAD_MS = 300_000

/** How much of its lifetime that is at most, and how much of it before its end it is used no more. */
const RENEW_SHARE = 0.1
const SPARE_SHARE = 0.01

/** For how long nobody asks again after a refusal that will not change by itself, or that was for asking too often. */
const REFUSAL_HOLD_MS = 10_000

/** Shortest time between two tokens that are asked for because one was refused, in milliseconds. */
const REFUSED_GAP_MS = 5_000

/** For how long nobody asks again for a token in the background after that has failed, in milliseconds. */
const RENEWAL_HOLD_MS = 30_000

interface Shelf {
  token: Token | null
  /** From when on a new one is asked for while this one is used, and from when on it is not used. */
  renewAt: number
  goodUntil: number
  asking: Promise<TokenResult> | null
  refusal: TokenUnavailable | null
  /** When that refusal came; nobody asks for a while. */
  refusalAt: number
  /** When a token was last given up because the server refused it. */
  refusedAt: number
}

/**
 * Creates a source over what asks for one token. Lifetimes are counted by our own clock from the coming of the token, so
 * that it does not matter what the server's clock shows.
 */
export const createTokenCache = (ask: (scope: Scope) => Promise<TokenResult>, clock: Clock): TokenCache => {
  const shelves: Readonly<Record<Scope, Shelf>> = { SERVER_ACCESS: emptyShelf(), CLIENT_ACCESS: emptyShelf() }

  /** Asks, unless somebody does already. */
  const renew = (scope: Scope): Promise<TokenResult> => {
    const shelf = shelves[scope]
    shelf.asking ??= ask(scope)
      .then((result) => {
        const now = clock.now()
        if (E.isRight(result)) put(shelf, result.right, now)
        else hold(shelf, result.left, now)
        return result
      })
      .finally(() => {
        shelf.asking = null
      })
    return shelf.asking
  }

  return {
    token: (scope, stop) => {
      const shelf = shelves[scope]
      const now = clock.now()
      if (shelf.token !== null && now < shelf.goodUntil) {
        if (now >= shelf.renewAt && shelf.asking === null) {
          shelf.renewAt = now + RENEWAL_HOLD_MS
          renew(scope).catch(() => undefined)
        }
        return shelf.token
      }
      if (shelf.refusal !== null && isWithin(REFUSAL_HOLD_MS, shelf.refusalAt, now))
        return Promise.resolve(E.left(shelf.refusal))
      return stop.aborted ? Promise.resolve(null) : raced(renew(scope), stop)
    },
    refused: (scope, token) => {
      const shelf = shelves[scope]
      if (shelf.token !== token) return true
      const now = clock.now()
      if (isWithin(REFUSED_GAP_MS, shelf.refusedAt, now)) return false
      shelf.token = null
      shelf.refusedAt = now
      return true
    },
  }
}

const emptyShelf = (): Shelf => ({
  token: null,
  renewAt: 0,
  goodUntil: 0,
  asking: null,
  refusal: null,
  refusalAt: Number.NEGATIVE_INFINITY,
  refusedAt: Number.NEGATIVE_INFINITY,
})

/** Whether less than a time has passed; a clock that was set back has passed all of it. */
const isWithin = (ms: number, since: number, now: number): boolean => now >= since && now - since < ms

const put = (shelf: Shelf, token: Token, now: number): void => {
  shelf.token = token
  shelf.refusal = null
  const { lifetimeMs } = token
  const aheadMs = Math.min(RENEW_AHEAD_MS, lifetimeMs * RENEW_SHARE)
  shelf.renewAt = now + lifetimeMs - aheadMs
  shelf.goodUntil = now + lifetimeMs - Math.min(aheadMs, lifetimeMs * SPARE_SHARE)
}

const hold = (shelf: Shelf, failure: PortError, now: number): void => {
  const isDefinite =
    failure._tag === 'TokenUnavailable' && ['keyRejected', 'accountDisabled', 'throttled'].includes(failure.reason)
  shelf.refusal = isDefinite ? failure : null
  shelf.refusalAt = now
}

/** The failure of a request that had no token: it never left. */
export const withoutToken = (failure: PortError): PortError => {
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
