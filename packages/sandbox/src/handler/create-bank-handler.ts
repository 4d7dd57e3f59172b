import type { Clock } from '@bank-connection/core/adapter'
import { createPlatformClock, type MemoryBank } from '@bank-connection/memory-adapter'
import { templateOf, withoutQuery } from '@bank-connection/memory-adapter/serving'
import type { AccessLogEntry } from './access-log.ts'
import { createBankApp, type RequestEnv } from './bank-app.ts'
import { CONTROL_PREFIX } from './control.ts'
import type { HandledResponse } from './faulty-http-response.ts'

/** Options of a handler. All are optional. */
export interface BankHandlerOptions {
  /** Whether to serve the control endpoints under `/_sandbox/`, without authentication. Default: false */
  readonly control?: boolean
  /** Called after each request, for logs. Exceptions are ignored. */
  readonly onRequest?: (entry: AccessLogEntry) => void
  /** Clock for durations in the log and for delays by faults. Default: the real time */
  readonly clock?: Clock
}

/** Origin and path of a request. */
export type RequestOrigin = Pick<RequestEnv, 'origin' | 'path'>

/**
 * Creates a handler with the signature of `fetch` that sends requests to the bank in this process. Links start with the
 * origin of the request URL.
 *
 * Never rejects. When a fault ends the connection, or the arguments are not a valid request, such as a path without an
 * origin, it resolves with `Response.error()`, of type `error` and status 0. A truncated response has a body that fails.
 * Without a response, it stays pending until the signal of the request aborts.
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
  const respond = createResponder(bank, options)
  return async (input, init) => {
    const request = requestOf(input, init)
    if (request === null) return Response.error()
    const { origin, pathname, search } = new URL(request.url)
    const { response, ending } = await respond(request, { origin, path: pathname + search })
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

/** Null: not a valid request. */
const requestOf = (input: Request | string | URL, init: RequestInit | undefined): Request | null => {
  try {
    return init === undefined && typeof input !== 'string' && 'url' in input ? input : new Request(input, init)
  } catch {
    return null
  }
}

/** Shared by the handler and the server. Never rejects. */
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
      // A failing log must not affect the response.
    }
    return { response, ending }
  }
}

/** Longest logged path, in characters. */
const PATH_MAX = 200

const loggedPath = (path: string): string => {
  const bare = withoutQuery(path)
  const template = bare.startsWith(CONTROL_PREFIX) ? null : templateOf(bare)
  return template ?? bare.replaceAll(/[^!-~]/g, '?').slice(0, PATH_MAX)
}

const broken = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (stream) => stream.enqueue(bytes),
    pull: (stream) => stream.error(new TypeError('terminated')),
  })
