import type {
  Fetch,
  FetchInit,
  FetchResponse,
  HttpLimits,
  RequestEvent,
  RetryPolicy,
} from '@bank-connection/http-adapter/fetch'
import type { Fault, MemoryBank } from '@bank-connection/memory-adapter'
import type { ChooseFault } from '@bank-connection/memory-adapter/testing'
import { createBankHandler } from '@bank-connection/sandbox/handler'
import { brokenOff, hostUnknown, notConnected, reset } from './over-http-failure.ts'

/** One request that `fetch` received, and its result. Times are the bank's, in milliseconds since the Unix epoch. */
export interface WireExchange {
  /** The number of the call and of the attempt, as last reported to the hook. */
  readonly call: number
  readonly attempt: number
  readonly template: string
  readonly url: string
  readonly init: FetchInit
  readonly at: number
  /** Number of the client's requests in flight, including this one. */
  readonly inFlight: number
  /** Status of the response; null: none. */
  readonly status: number | null
  readonly retryAfter: string | null
  /** Body of a 401 or 403, as far as it was read. */
  readonly refusal: string
  /** When the head of the response arrived; null: never. */
  readonly answeredAt: number | null
  /** When the response was complete; null: never, or the client didn't read it. */
  readonly heardAt: number | null
}

/** The settings of a client of a story. */
export interface ClientSettings {
  /** Scheme, host, and the path prefix of the API. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly limits: HttpLimits
  readonly retry: RetryPolicy
}

/** Everything that one client has sent, and everything that its hooks received. */
export interface Wire {
  readonly settings: ClientSettings
  /** In the order in which they were sent. */
  readonly exchanges: readonly WireExchange[]
  /** Events of the hooks, as JSON. */
  readonly hookEvents: readonly string[]
}

/** A wire, and its `fetch`. */
export interface LiveWire extends Wire {
  readonly fetch: Fetch
  readonly onRequest: (event: RequestEvent) => void
  readonly onResponse: (event: unknown) => void
}

type Written<A> = { -readonly [K in keyof A]: A[K] }

/**
 * Connects one client to the bank: a `fetch` that calls the bank's handler in this process and injects the chosen
 * faults in the form of Node's `fetch`. The transfer of bytes takes no time.
 *
 * @param random - returns a number from 0 to 1, which selects the code of a failed connection
 */
export const createWire = (
  bank: MemoryBank,
  choose: ChooseFault,
  settings: ClientSettings,
  random: () => number,
): LiveWire => {
  const exchanges: Written<WireExchange>[] = []
  const hookEvents: string[] = []
  const onTheirWay = new Set<WireExchange>()
  const chosen = createHandOver()
  const handler = createBankHandler({ ...bank, takeFault: chosen.take }, { clock: bank.clock })
  const base = new URL(settings.baseUrl)
  let last: Pick<RequestEvent, 'call' | 'attempt' | 'template'> = { call: 0, attempt: 0, template: '' }

  const begin = (url: string, init: FetchInit): Written<WireExchange> => {
    const { call, attempt, template } = last
    const exchange: Written<WireExchange> = {
      ...{ call, attempt, template, url, init, at: bank.clock.now(), inFlight: onTheirWay.size + 1 },
      ...{ status: null, retryAfter: null, refusal: '', answeredAt: null, heardAt: null },
    }
    exchanges.push(exchange)
    onTheirWay.add(exchange)
    init.signal.addEventListener('abort', () => onTheirWay.delete(exchange), { once: true })
    return exchange
  }
  const hear = (exchange: Written<WireExchange>): void => {
    if (onTheirWay.delete(exchange)) exchange.heardAt = bank.clock.now()
  }

  const carry = async (exchange: Written<WireExchange>): Promise<FetchResponse> => {
    const { url, init, template } = exchange
    const { origin, pathname, search } = new URL(url)
    if (origin !== base.origin || !pathname.startsWith(`${base.pathname}/`)) throw hostUnknown()
    const path = pathname.slice(base.pathname.length) + search
    const fault = choose({ method: init.method as 'GET', template })
    if (fault?.fault === 'refused') throw notConnected(random())
    chosen.put(init.method, path, datedIf(fault, bank))
    const response = await handler(origin + path, init)
    if (init.signal.aborted) throw init.signal.reason
    if (response.type === 'error') throw reset(random())
    exchange.answeredAt = bank.clock.now()
    exchange.status = response.status
    exchange.retryAfter = response.headers.get('retry-after')
    if (response.body === null) hear(exchange)
    return heldResponse(bank, response, exchange, () => hear(exchange))
  }

  return {
    ...{ settings, exchanges, hookEvents },
    fetch: async (url, init) => {
      const exchange = begin(url, init)
      try {
        return await carry(exchange)
      } catch (error) {
        onTheirWay.delete(exchange)
        throw error
      }
    },
    onRequest: (event) => {
      last = event
      hookEvents.push(JSON.stringify(event))
    },
    onResponse: (event) => void hookEvents.push(JSON.stringify(event)),
  }
}

/** Chosen faults, until the bank takes them. */
const createHandOver = () => {
  const waiting = new Map<string, (Fault | null)[]>()
  const keyOf = (method: string, path: string): string => `${method} ${path}`
  return {
    put: (method: string, path: string, fault: Fault | null): void => {
      const key = keyOf(method, path)
      waiting.set(key, [...(waiting.get(key) ?? []), fault])
    },
    take: ((method, path) => {
      const key = keyOf(method, path)
      const [first = null, ...rest] = waiting.get(key) ?? []
      if (rest.length > 0) waiting.set(key, rest)
      else waiting.delete(key)
      return first === null ? null : { ...first, times: 1, after: 0, method: null, path: null }
    }) satisfies MemoryBank['takeFault'],
  }
}

/** Faults send Retry-After as a date if the bank does. */
const datedIf = (fault: Fault | null, { clock, world }: MemoryBank): Fault | null => {
  if (fault === null || !('retryAfter' in fault) || world().setup.undocumented.retryAfter !== 'date') return fault
  const { retryAfter } = fault
  if (retryAfter === null || retryAfter === undefined || !/^\d+$/.test(retryAfter)) return fault
  const seconds = Math.ceil(clock.now() / 1_000) + Number(retryAfter)
  return { ...fault, retryAfter: new Date(seconds * 1_000).toUTCString() }
}

/** A response whose transfer takes no time. */
const heldResponse = (
  { freezeTime }: MemoryBank,
  { status, headers, body }: Response,
  exchange: Written<WireExchange>,
  onEnd: () => void,
): FetchResponse => ({
  ...{ status, headers },
  body: body && {
    getReader: () => {
      const reader = body.getReader()
      const decoder = new TextDecoder()
      return {
        cancel: () => freezeTime(() => reader.cancel()),
        read: async () => {
          try {
            const { done, value } = await freezeTime(() => reader.read())
            if (done) onEnd()
            else if (status === 401 || status === 403) exchange.refusal += decoder.decode(value, { stream: true })
            return { done, value }
          } catch {
            throw brokenOff()
          }
        },
      }
    },
  },
})
