import type { TokenUnavailable } from '@bank-connection/core'
import { raceWithAbort, readToken, type Scope } from '@bank-connection/core/adapter'
import { either as E, function as F } from 'fp-ts'
import type { Call } from '../request/call.ts'
import type { TokenResult } from './token-cache.ts'

/** A token from a provider. */
export interface ProvidedToken {
  /** `access_token` of the API. */
  readonly accessToken: string
  /** Lifetime in seconds from now; absent: until the API rejects the token. */
  readonly expiresInSeconds?: number
}

/**
 * Returns a new API token for a scope. It runs once at a time per scope, and all calls share the token. If it rejects,
 * calls fail with `TokenUnavailable('provider')`; the error itself is dropped, so log it in the provider.
 *
 * @source Basiq API v2.1, "Authentication": only tokens with the scope `CLIENT_ACCESS` may be given to a browser
 */
export type TokenProvider = (scope: Scope, signal: AbortSignal) => Promise<ProvidedToken>

const providerFailed: TokenUnavailable = {
  _tag: 'TokenUnavailable',
  reason: 'provider',
  status: null,
  detail: null,
  correlationId: null,
}

/** Gets a token from a provider. Never rejects, and stops waiting when the call is aborted. */
export const tokenFromProvider = async (provide: TokenProvider, scope: Scope, call: Call): Promise<TokenResult> => {
  // A native controller, because providers pass its signal to `fetch`.
  const controller = new AbortController()
  const work: Promise<E.Either<TokenUnavailable, ProvidedToken> | null> = attempt(provide, scope, controller.signal)
  const given = await raceWithAbort(work, call.signal, null)
  if (given === null) {
    controller.abort()
    return E.left(call.abortError('no'))
  }
  if (E.isLeft(given)) return given
  const { accessToken, expiresInSeconds } = given.right
  const body = { access_token: accessToken, expires_in: expiresInSeconds ?? Number.MAX_SAFE_INTEGER }
  // A provider has no HTTP status to report.
  return F.pipe(
    readToken({ status: 200, body }, []),
    E.mapLeft((failure) => ({ ...failure, status: null })),
  )
}

const attempt = async (
  provide: TokenProvider,
  scope: Scope,
  signal: AbortSignal,
): Promise<E.Either<TokenUnavailable, ProvidedToken>> => {
  try {
    const given: unknown = await provide(scope, signal)
    return typeof given === 'object' && given !== null ? E.right(given as ProvidedToken) : E.left(providerFailed)
  } catch {
    return E.left(providerFailed)
  }
}
