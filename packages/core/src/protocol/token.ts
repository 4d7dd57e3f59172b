import { either as E, function as F } from 'fp-ts'
import { TokenGrant } from '../codec/token-grant.ts'
import type { Refused, TokenUnavailable } from '../failure/port-error.ts'
import { decodeWith } from './decode.ts'
import { readErrorResponse } from './error-response.ts'
import type { Scope, WireResponse } from './wire.ts'

/** An access token. */
export interface Token {
  /** For the header `Authorization: Bearer …`; visible ASCII. A secret. */
  readonly accessToken: string
  /** Lifetime from its arrival, in milliseconds. */
  readonly lifetimeMs: number
}

/**
 * The body of `POST /token`, as `application/x-www-form-urlencoded`.
 *
 * @source Basiq API v2.1, "Authentication": the scope stands in the body; the key goes into `Authorization: Basic …` as
 * the dashboard shows it, the version into `basiq-version`
 */
export const tokenForm = (scope: Scope): string => `scope=${scope}`

/**
 * Reads the response to `POST /token`, or returns why there is no token.
 *
 * @param secrets - texts of the request that no failure may contain: the API key
 * @source Basiq API v2.1: see {@link TokenUnavailable}
 */
export const readToken = (response: WireResponse, secrets: readonly string[]): E.Either<TokenUnavailable, Token> => {
  if (response.status >= 400) return E.left(unavailable(readErrorResponse(response, secrets)))
  if (response.status !== 200) return E.left(malformed(response.status))
  return F.pipe(
    decodeWith(TokenGrant)(response.body),
    E.bimap(
      () => malformed(response.status),
      (grant) => ({ accessToken: grant.access_token, lifetimeMs: grant.expires_in * 1_000 }),
    ),
  )
}

const malformed = (status: number): TokenUnavailable => ({
  _tag: 'TokenUnavailable',
  reason: 'malformed',
  status,
  detail: null,
  correlationId: null,
})

const unavailable = (refused: Refused): TokenUnavailable => ({
  _tag: 'TokenUnavailable',
  reason: reasonOf(refused),
  status: refused.status,
  detail: refused.detail,
  correlationId: refused.correlationId,
})

const reasonOf = ({ status, code }: Refused): TokenUnavailable['reason'] => {
  if (status === 429 || (status === 403 && code === 'request-not-valid')) return 'throttled'
  if (status === 403 && code === 'access-denied') return 'accountDisabled'
  return [400, 401, 404].includes(status) && code !== 'unknown' ? 'keyRejected' : 'refused'
}

/**
 * Whether a request was refused only because of its token, so it had no effect and a new token may help. A new token
 * doesn't help with other 403 responses.
 *
 * @source Basiq API v2.1: an expired token is 403 `access-denied` "Token has expired" when recorded, 401 in later
 * pages; 401 `invalid-authorization-token` is one that is not valid
 */
export const isTokenRefused = (response: WireResponse): boolean => {
  if (response.status === 401) return true
  if (response.status !== 403) return false
  const { code, detail } = readErrorResponse(response, [])
  return code === 'access-denied' && (detail ?? '').toLowerCase().includes('token has expired')
}
