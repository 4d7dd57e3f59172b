import { type Clock, createVirtualClock, type VirtualClock } from '@bank-connection/core/adapter'
import type { FetchInit, FetchResponse } from '@bank-connection/http-adapter/fetch'

/** One request as it left. */
export interface FetchRequest {
  readonly url: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly at: number
  /** How many requests were on their way, itself included; those for a token are counted apart. */
  readonly inFlight: number
}

/** What becomes of a request. */
export interface Reply {
  /** What is given: an answer, what `fetch` rejects with, or nothing for ever. */
  readonly kind?: 'answer' | 'rejects' | 'hangs'
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | null
  /** Before the head, in milliseconds. */
  readonly afterMs?: number
  /** Between the head and the body, in milliseconds. */
  readonly bodyAfterMs?: number
  readonly error?: unknown
}

/** A `fetch` that answers as it is told, and what it has requests. */
export interface ScriptedFetch {
  readonly fetch: (url: string, init: FetchInit) => Promise<FetchResponse>
  readonly requests: readonly FetchRequest[]
  /** Those that are no requests for a token. */
  readonly apiRequests: () => readonly FetchRequest[]
  readonly tokenRequests: () => readonly FetchRequest[]
}

const never = new Promise<never>(() => undefined)

/** An answer as `fetch` gives it, in one chunk. */
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

/** Creates a `fetch` whose every answer is what `reply` says. It listens to its signal, as a good one does. */
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
      const answer = reply(request)
      const end = (): void => {
        flying.delete(one)
      }
      signal.addEventListener('abort', end)
      try {
        await clock.sleep(answer.afterMs ?? 0, signal)
        if (answer.kind === 'hangs' && !signal.aborted)
          await Promise.race([never, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))])
        if (signal.aborted) throw new DOMException('This operation was aborted', 'AbortError')
        if (answer.kind === 'rejects') throw answer.error ?? new TypeError('fetch failed')
      } catch (error) {
        end()
        throw error
      }
      return responseOf(answer, clock, signal, end)
    },
  }
}

export const json = (value: unknown, more: Reply = {}): Reply => ({ body: JSON.stringify(value), ...more })

/** Tokens `token-1`, `token-2` … that are good for an hour. */
export const createTokenReply = (more: Reply = {}): (() => Reply) => {
  let given = 0
  return () => {
    given += 1
    return json({ access_token: `token-${given}`, expires_in: 3_600, token_type: 'Bearer' }, more)
  }
}

/** The body of a refusal. */
export const refusal = (status: number, code: string, more: Reply = {}, detail = 'words'): Reply =>
  json(
    { type: 'list', correlationId: `correlation-${status}`, data: [{ type: 'error', code, title: 'title', detail }] },
    { status, ...more },
  )

/** Lets everything that is ready run. */
export const flushMicrotasks = async (turns = 40): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await undefined
}

/** A clock whose time can be set from outside, back as well; sleeps are those of the virtual one. */
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
