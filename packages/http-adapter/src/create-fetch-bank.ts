import { requireOption } from '@bank-connection/core/adapter'
import { createBank, type HttpBank, type HttpOptions } from './http-bank.ts'
import { createFetchTransport, type Fetch } from './transport/fetch-transport.ts'

/** Options of the adapter over `fetch`. */
export type FetchBankOptions = HttpOptions & {
  /**
   * Any WHATWG `fetch`. It must honour `redirect: 'manual'`, and must not retry or cache. Default: the platform's, with
   * the browser cache turned off.
   */
  readonly fetch?: Fetch
}

/**
 * Creates a port to the real API over `fetch`: for browsers, edge runtimes, and tests with a request handler. In a
 * browser pass `token`, not `apiKey`, and let your server return a token with the scope `CLIENT_ACCESS`, whatever
 * scope is requested: it lets a page connect an account, but not read the data of other users. A browser may silently
 * resend a request that creates a connection when a kept-alive socket breaks: see `docs/faults.md`.
 *
 * @throws Error if an option is invalid
 * @example
 * const bank = createFetchBank({ token: async () => (await fetch('/basiq-token', { method: 'POST' })).json() })
 */
export const createFetchBank = (options: FetchBankOptions): HttpBank => {
  const { fetch = platformFetch } = options
  requireOption(typeof fetch === 'function', 'fetch must be a function; omit it for the one of the platform')
  return createBank(options, (context) => createFetchTransport({ ...context, fetch }))
}

/**
 * Looks up `fetch` at call time: browsers require it as a method of the window, and tests replace it. Bypasses the
 * browser cache, which could return an old state of a job and would keep account data on disk.
 */
const platformFetch: Fetch = (url, init) => {
  const uncached = { ...init, cache: 'no-store' }
  return fetch(url, hasCache() ? uncached : init)
}

/** Some edge runtimes throw on the `cache` option. */
const hasCache = (): boolean => typeof Request === 'function' && 'cache' in Request.prototype
