import type { TokenUnavailable } from '@bank-connection/core'
import { readToken, type Scope } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { Call } from '../request/call.ts'
import { raced } from '../transport/race-with-abort.ts'
import type { TokenResult } from './token-cache.ts'

/** What a provider of tokens gives. */
export interface ProvidedToken {
  /** As `access_token` of the API. */
  readonly accessToken: string
  /** How long it is good for, in seconds from now; absent: until the server refuses it. */
  readonly expiresInSeconds?: number
}

/**
 * Gives a token of the API for a scope, each time a new one. It is asked by one caller at a time, and kept for all of
 * them. When it rejects, calls fail with `TokenUnavailable('provider')`; why, it has to tell its own log.
 *
 * @source Basiq API v2.1, "Authentication": a token of `CLIENT_ACCESS` is the one that may be given to a browser
 */
export type TokenProvider = (scope: Scope, signal: AbortSignal) => Promise<ProvidedToken>

const failed: TokenUnavailable = {
  _tag: 'TokenUnavailable',
  reason: 'provider',
  status: null,
  detail: null,
  correlationId: null,
}

/** The token that a provider gives. Never rejects, and waits no longer than the call lasts. */
export const providedToken = async (provide: TokenProvider, scope: Scope, call: Call): Promise<TokenResult> => {
  // The platform's own, since it may be handed on to a `fetch`; it aborts only when nobody waits any more.
  const controller = new AbortController()
  const given = await raced(attempt(provide, scope, controller.signal), call.stop)
  if (given === null) {
    controller.abort()
    return E.left(call.stoppedBy('no'))
  }
  if (E.isLeft(given)) return given
  const { accessToken, expiresInSeconds } = given.right
  const body = { access_token: accessToken, expires_in: expiresInSeconds ?? Number.MAX_SAFE_INTEGER }
  // There was no HTTP answer that could have a status.
  return E.mapLeft((failure: TokenUnavailable) => ({ ...failure, status: null }))(readToken({ status: 200, body }, []))
}

const attempt = async (
  provide: TokenProvider,
  scope: Scope,
  signal: AbortSignal,
): Promise<E.Either<TokenUnavailable, ProvidedToken>> => {
  try {
    const given: unknown = await provide(scope, signal)
    return typeof given === 'object' && given !== null ? E.right(given as ProvidedToken) : E.left(failed)
  } catch {
    return E.left(failed)
  }
}
