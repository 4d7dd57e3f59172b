import type { Clock } from '@bank-connection/core/adapter'
import { createPlatformClock, type MemoryBank } from '@bank-connection/memory-adapter'
import { templateOf, withoutQuery } from '@bank-connection/memory-adapter/serving'
import type { AccessLogEntry } from './access-log.ts'
import { createBankApp, type RequestEnv } from './bank-app.ts'
import { CONTROL_PREFIX } from './control.ts'
import type { HandledResponse } from './faulty-http-response.ts'

/** What a bank that is asked over HTTP can be told. Every member has a default. */
export interface BankHandlerOptions {
  /** Whether it can be steered at `/_sandbox/`: `advance`, `reset`, `world`, `faults`. false */
  readonly control?: boolean
  /** Is told of each request once it is answered, for logs. What it throws is lost. Nobody */
  readonly onRequest?: (entry: AccessLogEntry) => void
  /** What measures requests and delays faults, which the bank's own time does not. The real time */
  readonly clock?: Clock
}

/** Where a request came in. */
export type RequestOrigin = Pick<RequestEnv, 'origin' | 'path'>

/**
 * Makes a bank answer requests of the web platform, in this process: an HTTP client takes it in place of `fetch`. Links
 * begin with the origin of the request's URL.
 *
 * Never rejects. Where a fault ends the connection, or no request can be made of what is given, such as a path without
 * an origin, the answer is `Response.error()`, of type `error` and status 0; one that is cut off has a body that breaks.
 * Where a fault gives no answer at all, it lasts until the signal of the request aborts.
 *
 * @example
 * const handler = createBankHandler(createMemoryBank())
 * const response = await handler('http://bank.test/public/institutions')
 * @example
 * const bank = createFetchBank({ apiKey: sandboxApiKey, fetch: createBankHandler(createMemoryBank()) })
 */
export const createBankHandler = (
  bank: MemoryBank,
  options: BankHandlerOptions = {},
): ((input: Request | string | URL, init?: RequestInit) => Promise<Response>) => {
  const answer = createResponder(bank, options)
  return async (input, init) => {
    const request = requestOf(input, init)
    if (request === null) return Response.error()
    const { origin, pathname, search } = new URL(request.url)
    const { response, ending } = await answer(request, { origin, path: pathname + search })
    switch (ending) {
      case 'whole':
        return response
      case 'cut':
        return new Response(broken(new Uint8Array(await response.arrayBuffer())), response)
      case 'none':
        return Response.error()
    }
  }
}

/** Null: they make no request. */
const requestOf = (input: Request | string | URL, init: RequestInit | undefined): Request | null => {
  try {
    return init === undefined && typeof input !== 'string' && 'url' in input ? input : new Request(input, init)
  } catch {
    return null
  }
}

/** What the handler and the socket have in common. Never rejects. */
export const createResponder = (
  bank: MemoryBank,
  { control = false, onRequest, clock = createPlatformClock() }: BankHandlerOptions,
): ((request: Request, entrance: RequestOrigin) => Promise<HandledResponse>) => {
  const app = createBankApp(bank, { control, clock })
  return async (request, { origin, path }) => {
    const at = clock.now()
    const line: RequestEnv = { origin, path, ending: 'whole' }
    const response = await app.fetch(request, line)
    const { ending } = line
    const status = ending === 'none' ? null : response.status
    const durationMs = Math.max(0, clock.now() - at)
    try {
      onRequest?.({ at, method: request.method, path: loggedPath(path), status, durationMs })
    } catch {
      // A log that fails is no reason to answer otherwise.
    }
    return { response, ending }
  }
}

/** Longest path that is shown, in characters. */
const SHOWN_MAX = 200

const loggedPath = (path: string): string => {
  const bare = withoutQuery(path)
  const template = bare.startsWith(CONTROL_PREFIX) ? null : templateOf(bare)
  return template ?? bare.replaceAll(/[^!-~]/g, '?').slice(0, SHOWN_MAX)
}

const broken = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (stream) => stream.enqueue(bytes),
    pull: (stream) => stream.error(new TypeError('terminated')),
  })
