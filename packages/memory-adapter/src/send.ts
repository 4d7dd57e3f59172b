import {
  type CancelSignal,
  type Clock,
  neverCancelled,
  readToken,
  type Scope,
  type Send,
  unreachable,
  type WireRequest,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import type { BankRequest, BankResponse } from './exchange.ts'
import { TOKEN_SECONDS } from './token.ts'

/** What a sender needs. */
interface Line {
  readonly clock: Clock
  readonly apiKey: string
  /** Carries a request to the bank; null when the signal aborted before the answer was there. */
  readonly carry: (request: BankRequest, signal: CancelSignal) => Promise<BankResponse | null>
}

/** How long before its end a token is renewed, in milliseconds. */
const RENEWAL_MS = 60_000

/**
 * Creates a {@link Send} that gets its own tokens, one for each scope, keeps them, and renews them a minute before they
 * expire.
 */
export const createSend = ({ clock, apiKey, carry }: Line): Send => {
  const tokens = new Map<Scope, { readonly until: number; readonly response: Promise<BankResponse | null> }>()

  /** Everybody's: the signal of the call that happens to ask for it does not stop it. */
  const tokenResponse = async (scope: Scope): Promise<BankResponse | null> => {
    const kept = tokens.get(scope)
    if (kept !== undefined && clock.now() < kept.until) return kept.response
    const response = carry(tokenRequest(apiKey, scope), neverCancelled)
    tokens.set(scope, { until: clock.now() + TOKEN_SECONDS * 1000 - RENEWAL_MS, response })
    const settled = await response
    if (settled?.status !== 200) tokens.delete(scope)
    return settled
  }

  return (request, signal) => async () => {
    if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
    const token = await tokenResponse(request.scope)
    if (signal.aborted || token === null) return E.left(unreachable('cancelled', 'no'))
    const read = readToken(token, [apiKey])
    if (E.isLeft(read)) return read
    const response = await carry(bearing(request, read.right.accessToken), signal)
    if (response === null) return E.left(unreachable('cancelled', 'unknown'))
    return E.right({ status: response.status, body: response.body })
  }
}

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

const bearing = ({ method, path, body }: WireRequest, token: string): BankRequest => ({
  method,
  path,
  headers: {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  },
  body,
})
