import { either as E, function as F } from 'fp-ts'
import { TokenGrant } from '../codec/token-grant.ts'
import type { Refused, TokenUnavailable } from '../failure/connection-failure.ts'
import { decodeWith } from './decode.ts'
import { refusalOf } from './refusal.ts'
import type { Scope, WireResponse } from './wire.ts'

/** What lets requests in for a while. */
export interface Token {
  /** Goes into the header `Authorization: Bearer …`; visible ASCII. A secret. */
  readonly accessToken: string
  /** How long it is good for, in milliseconds from its coming. */
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
 * Reads the answer to `POST /token`, or says why there is no token.
 *
 * @param secrets - texts of the request that no failure may hold: the API key
 * @source Basiq API v2.1: see {@link TokenUnavailable}
 */
export const readToken = (response: WireResponse, secrets: readonly string[]): E.Either<TokenUnavailable, Token> => {
  if (response.status >= 400) return E.left(unavailable(refusalOf(response, secrets)))
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
 * Whether a request was refused at the door because of its token, so that it had no effect, and a new token may help.
 * Other refusals with 403 are not helped by one.
 *
 * @source Basiq API v2.1: an expired token is 403 `access-denied` "Token has expired" when recorded, 401 in later pages;
 * 401 `invalid-authorization-token` is one that is not valid
 */
export const isTokenRefused = (response: WireResponse): boolean => {
  if (response.status === 401) return true
  if (response.status !== 403) return false
  const { code, detail } = refusalOf(response, [])
  return code === 'access-denied' && (detail ?? '').toLowerCase().includes('token has expired')
}
