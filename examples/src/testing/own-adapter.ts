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

/** An adapter of one's own in a page of code: no limits on bodies, no retries, no pacing; those are in http-adapter. */
export interface OwnBankOptions {
  readonly apiKey: string
  readonly baseUrl?: string
  readonly fetch?: typeof fetch
  readonly clock?: Clock
}

const TIMEOUT_MS = 30_000

/** A token is not used in its last minute. */
const TOKEN_MARGIN_MS = 60_000

type Answer = E.Either<PortError, WireResponse>

export const createOwnBank = (options: OwnBankOptions): BankPort => {
  const { clock = createRealClock({ now: Date.now, setTimeout, clearTimeout }) } = options
  return createBankPort(createOwnSend(options, clock), clock)
}

/** The one function that an adapter is. Lazily run, never rejects, repeats nothing that may have had an effect. */
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
      // A redirect would take the token, and a password with it, to somebody else.
      const response = await fetch(baseUrl + path, { ...init, redirect: 'manual', signal: either })
      // What a handler in this process gives where a connection breaks; `fetch` itself rejects.
      if (response.type === 'error') return E.left(unreachable('offline', 'unknown'))
      return readBody(response.status, await response.text())
    } catch {
      // What was thrown is dropped: it may hold the request. Nobody knows how far that got.
      const reason = signal?.aborted ? 'cancelled' : either.aborted ? 'timeout' : 'offline'
      return E.left(unreachable(reason, 'unknown'))
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  const askForToken = async (scope: Scope): Promise<E.Either<PortError, Token>> => {
    const headers = { authorization: `Basic ${apiKey}`, 'basiq-version': '2.1', 'content-type': FORM }
    const answer = await exchange('/token', { method: 'POST', headers, body: tokenForm(scope) })
    // Whatever became of this request, the one that it was for never left.
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
      // Refused for its token alone, so it had no effect: with a new one it may leave once more, whatever it is.
      tokens.delete(scope)
      return attempt()
    }
  }
}

const FORM = 'application/x-www-form-urlencoded'

/** Any status is an answer; only what is no JSON is none, where JSON has to come. */
const readBody = (status: number, text: string): Answer => {
  if (text === '') return E.right({ status, body: null })
  try {
    return E.right({ status, body: JSON.parse(text) })
  } catch {
    return status < 400 ? E.left(malformedResponse('JSON', [''], 'notJson')) : E.right({ status, body: null })
  }
}
