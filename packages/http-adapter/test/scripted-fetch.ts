import { type Clock, createVirtualClock, type VirtualClock } from '@bank-connection/core/adapter'
import type { FetchInit, FetchResponse } from '@bank-connection/http-adapter/fetch'

/** A request to a scripted `fetch`. */
export interface FetchRequest {
  readonly url: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly at: number
  /** Number of requests in flight, including this one. Token requests are counted separately. */
  readonly inFlight: number
}

/** The scripted outcome of a request. */
export interface Reply {
  /** Whether `fetch` resolves, rejects or never settles. */
  readonly kind?: 'response' | 'rejects' | 'hangs'
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | null
  /** Delay before the response, in milliseconds. */
  readonly afterMs?: number
  /** Delay before the body, in milliseconds. */
  readonly bodyAfterMs?: number
  readonly error?: unknown
}

/** A scripted `fetch` that records its requests. */
export interface ScriptedFetch {
  readonly fetch: (url: string, init: FetchInit) => Promise<FetchResponse>
  readonly requests: readonly FetchRequest[]
  /** All requests but token requests. */
  readonly apiRequests: () => readonly FetchRequest[]
  readonly tokenRequests: () => readonly FetchRequest[]
}

const never = new Promise<never>(() => undefined)

/** Creates a response whose body is one chunk. */
export const responseOf = (
  { status = 200, headers = {}, body = '', bodyAfterMs = 0 }: Reply,
  clock: Clock,
  signal: AbortSignal,
  onEnd: () => void = () => undefined,
): FetchResponse => {
  const named = new Map(Object.entries({ 'content-type': 'application/json', ...headers }))
  const chunks = body === null || body === '' ? [] : [new TextEncoder().encode(body)]
  const read = async () => {
    await clock.sleep(bodyAfterMs, signal)
    if (signal.aborted) throw new DOMException('This operation was aborted', 'AbortError')
    const value = chunks.shift()
    if (value === undefined) onEnd()
    return { done: value === undefined, value }
  }
  const cancel = async (): Promise<void> => onEnd()
  if (body === null) onEnd()
  return {
    status,
    headers: { get: (name) => named.get(name) ?? null },
    body: body === null ? null : { getReader: () => ({ read, cancel }) },
  }
}

/** Creates a `fetch` that responds as `reply` says, and honours its signal. */
export const createScriptedFetch = (clock: Clock, reply: (request: FetchRequest) => Reply): ScriptedFetch => {
  const requests: FetchRequest[] = []
  const inFlight = { token: new Set<object>(), call: new Set<object>() }
  return {
    requests,
    apiRequests: () => requests.filter(({ path }) => !path.endsWith('/token')),
    tokenRequests: () => requests.filter(({ path }) => path.endsWith('/token')),
    fetch: async (url, { method, headers, body = null, signal }) => {
      const one = {}
      const { pathname, search } = new URL(url)
      const flying = inFlight[pathname.endsWith('/token') ? 'token' : 'call']
      flying.add(one)
      const at = clock.now()
      const request: FetchRequest = { url, path: pathname + search, method, headers, body, at, inFlight: flying.size }
      requests.push(request)
      const scripted = reply(request)
      const end = (): void => {
        flying.delete(one)
      }
      signal.addEventListener('abort', end)
      try {
        await clock.sleep(scripted.afterMs ?? 0, signal)
        if (scripted.kind === 'hangs' && !signal.aborted)
          await Promise.race([never, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))])
        if (signal.aborted) throw new DOMException('This operation was aborted', 'AbortError')
        if (scripted.kind === 'rejects') throw scripted.error ?? new TypeError('fetch failed')
      } catch (error) {
        end()
        throw error
      }
      return responseOf(scripted, clock, signal, end)
    },
  }
}

export const json = (value: unknown, more: Reply = {}): Reply => ({ body: JSON.stringify(value), ...more })

/** Responds with the tokens `token-1`, `token-2` …, valid for an hour. */
export const createTokenReply = (more: Reply = {}): (() => Reply) => {
  let count = 0
  return () => {
    count += 1
    return json({ access_token: `token-${count}`, expires_in: 3_600, token_type: 'Bearer' }, more)
  }
}

/** An error response of the API. */
export const refusal = (status: number, code: string, more: Reply = {}, detail = 'words'): Reply =>
  json(
    { type: 'list', correlationId: `correlation-${status}`, data: [{ type: 'error', code, title: 'title', detail }] },
    { status, ...more },
  )

/** Runs pending microtasks. */
export const flushMicrotasks = async (turns = 40): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await undefined
}

/** A virtual clock whose `now` can be shifted in both directions; sleeps are not affected. */
export const createShiftableClock = (): VirtualClock & { readonly move: (ms: number) => void } => {
  const clock = createVirtualClock({ startAt: 1_000_000_000 })
  let shift = 0
  return {
    ...clock,
    now: () => clock.now() + shift,
    move: (ms) => {
      shift += ms
    },
  }
}
