import type { PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  isTokenRefused,
  neverAborted,
  readToken,
  type Scope,
  type Send,
  type Token,
  unreachable,
  type WireRequest,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { TOKEN_SECONDS } from '../api/token.ts'
import type { BankRequest, BankResponse } from '../http/request.ts'

/** Options of a send. */
interface SendOptions {
  readonly clock: Clock
  readonly apiKey: string
  /** Sends a request to the bank; null when the signal aborted before the response. */
  readonly roundTrip: (request: BankRequest, signal: AbortSignalLike) => Promise<BankResponse | null>
}

/** Tokens are renewed this long before they expire, in milliseconds. */
const RENEWAL_MS = 60_000

/**
 * Creates a {@link Send} that requests and caches a token per scope, and renews it a minute before it expires. A request
 * that is rejected only because of its token is retried once with a new one.
 */
export const createSend = ({ clock, apiKey, roundTrip }: SendOptions): Send => {
  const tokens = new Map<Scope, { readonly until: number; readonly token: Promise<TokenResult> }>()

  const requestToken = async (scope: Scope): Promise<TokenResult> => {
    // The token is shared, so the signal of one call must not abort its request.
    const response = await roundTrip(tokenRequest(apiKey, scope), neverAborted)
    return response === null ? E.left(unreachable('cancelled', 'no')) : readToken(response, [apiKey])
  }

  const tokenFor = async (scope: Scope): Promise<TokenResult> => {
    const kept = tokens.get(scope)
    if (kept !== undefined && clock.now() < kept.until) return kept.token
    const token = requestToken(scope)
    tokens.set(scope, { until: clock.now() + TOKEN_SECONDS * 1000 - RENEWAL_MS, token })
    const answer = await token
    if (E.isLeft(answer)) tokens.delete(scope)
    return answer
  }

  /** Drops a rejected token. When several requests fail with the same token, only the first drops it. */
  const forget = async (scope: Scope, refused: TokenResult): Promise<void> => {
    const kept = tokens.get(scope)
    if (kept !== undefined && (await kept.token) === refused && tokens.get(scope) === kept) tokens.delete(scope)
  }

  return (request, signal) => async () => {
    if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
    for (let renewals = 0; ; renewals++) {
      const token = await tokenFor(request.scope)
      if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
      if (E.isLeft(token)) return token
      const response = await roundTrip(withBearer(request, token.right.accessToken), signal)
      if (response === null) return E.left(unreachable('cancelled', 'unknown'))
      const { status, body } = response
      if (renewals > 0 || !isTokenRefused({ status, body })) return E.right({ status, body })
      await forget(request.scope, token)
    }
  }
}

type TokenResult = E.Either<PortError, Token>

const tokenRequest = (apiKey: string, scope: Scope): BankRequest => ({
  method: 'POST',
  path: '/token',
  headers: {
    authorization: `Basic ${apiKey}`,
    'basiq-version': '2.1',
    'content-type': 'application/x-www-form-urlencoded',
  },
  body: { scope },
})

const withBearer = ({ method, path, body }: WireRequest, token: string): BankRequest => ({
  method,
  path,
  headers: {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  },
  body,
})
