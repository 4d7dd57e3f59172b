import type { BankPort, PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  createBankPort,
  createRealClock,
  isTokenRefused,
  malformedResponse,
  readToken,
  type Scope,
  type Send,
  type Token,
  tokenForm,
  unreachable,
  type WireResponse,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'

/** A minimal adapter over `fetch`: without the limits, retries and throttling of http-adapter. */
export interface OwnBankOptions {
  readonly apiKey: string
  readonly baseUrl?: string
  readonly fetch?: typeof fetch
  readonly clock?: Clock
}

const TIMEOUT_MS = 30_000

/** A token is renewed a minute before it expires. */
const TOKEN_MARGIN_MS = 60_000

type Answer = E.Either<PortError, WireResponse>

export const createOwnBank = (options: OwnBankOptions): BankPort => {
  const { clock = createRealClock({ now: Date.now, setTimeout, clearTimeout }) } = options
  return createBankPort(createOwnSend(options, clock), clock)
}

/** The whole adapter: lazy, never rejects, and never repeats a request that may have had an effect. */
export const createOwnSend = (
  { apiKey, baseUrl = 'https://au-api.basiq.io', fetch = globalThis.fetch }: OwnBankOptions,
  clock: Clock,
): Send => {
  const exchange = async (path: string, init: RequestInit, signal?: AbortSignalLike): Promise<Answer> => {
    const controller = new AbortController()
    const stop = (): void => controller.abort()
    signal?.addEventListener('abort', stop)
    const either = AbortSignal.any([controller.signal, AbortSignal.timeout(TIMEOUT_MS)])
    try {
      // A redirect would send the token and the password to another host.
      const response = await fetch(baseUrl + path, { ...init, redirect: 'manual', signal: either })
      // A handler in this process returns this for a broken connection, where `fetch` rejects.
      if (response.type === 'error') return E.left(unreachable('offline', 'unknown'))
      return readBody(response.status, await response.text())
    } catch {
      // The error is dropped, because it may contain the request. The request may have arrived.
      const reason = signal?.aborted ? 'cancelled' : either.aborted ? 'timeout' : 'offline'
      return E.left(unreachable(reason, 'unknown'))
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  const askForToken = async (scope: Scope): Promise<E.Either<PortError, Token>> => {
    const headers = { authorization: `Basic ${apiKey}`, 'basiq-version': '2.1', 'content-type': FORM }
    const answer = await exchange('/token', { method: 'POST', headers, body: tokenForm(scope) })
    // Only the token request was sent: the request that needed it was not.
    if (E.isLeft(answer)) return E.left(unreachable('offline', 'no'))
    return readToken(answer.right, [apiKey])
  }

  const tokens = new Map<Scope, { readonly token: Token; readonly until: number }>()
  const tokenFor = async (scope: Scope): Promise<E.Either<PortError, Token>> => {
    const kept = tokens.get(scope)
    if (kept !== undefined && clock.now() < kept.until) return E.right(kept.token)
    const got = await askForToken(scope)
    if (E.isRight(got))
      tokens.set(scope, { token: got.right, until: clock.now() + got.right.lifetimeMs - TOKEN_MARGIN_MS })
    return got
  }

  return ({ method, path, scope, body }, signal) => {
    const attempt = async (): Promise<Answer> => {
      const token = await tokenFor(scope)
      if (E.isLeft(token)) return token
      if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
      const headers = { authorization: `Bearer ${token.right.accessToken}`, 'content-type': 'application/json' }
      return exchange(path, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) }, signal)
    }
    return async () => {
      const answer = await attempt()
      if (E.isLeft(answer) || !isTokenRefused(answer.right)) return answer
      // Rejected for its token alone, so it had no effect and may be sent again with a new one.
      tokens.delete(scope)
      return attempt()
    }
  }
}

const FORM = 'application/x-www-form-urlencoded'

/** Any status is a response; only a body that should be JSON and is not is a failure. */
const readBody = (status: number, text: string): Answer => {
  if (text === '') return E.right({ status, body: null })
  try {
    return E.right({ status, body: JSON.parse(text) })
  } catch {
    return status < 400 ? E.left(malformedResponse('JSON', [''], 'notJson')) : E.right({ status, body: null })
  }
}
