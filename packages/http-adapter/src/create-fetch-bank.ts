import { createBank, type HttpBank, type HttpOptions } from './http-bank.ts'
import { requireOption } from './options/require-option.ts'
import { createFetchTransport, type Fetch } from './transport/fetch-transport.ts'

/** What an adapter over `fetch` can be told. */
export type FetchBankOptions = HttpOptions & {
  /**
   * Any WHATWG `fetch`; the platform's when absent, past the cache of a browser. It must not follow redirects when told
   * `manual`, must repeat nothing by itself, and must keep no answer.
   */
  readonly fetch?: Fetch
}

/**
 * Creates a port on the real API over `fetch`: for browsers, edge runtimes, and tests that hand it a handler of requests.
 * In a browser give it `token`, not `apiKey`, and have your server give the page a token of `CLIENT_ACCESS`, whatever the scope
 * asked for: with it a page can connect an account, and not read what others have. A browser may send a create again by
 * itself, when a connection that it kept breaks: see `docs/faults.md`.
 *
 * @throws Error that names the option and the remedy, when an option is none
 * @example
 * const bank = createFetchBank({ token: async () => (await fetch('/basiq-token', { method: 'POST' })).json() })
 */
export const createFetchBank = (options: FetchBankOptions): HttpBank => {
  const { fetch = platformFetch } = options
  requireOption(typeof fetch === 'function', 'fetch must be a function; leave it out for the one of the platform')
  return createBank(options, (surroundings) => createFetchTransport({ ...surroundings, fetch }))
}

/**
 * Looked up when it is called: a browser's own demands to be called on its window, and tests replace it. From its cache a
 * browser would tell the old state of a job, and there it would keep accounts for whoever looks next.
 */
const platformFetch: Fetch = (url, init) => {
  const uncached = { ...init, cache: 'no-store' }
  return fetch(url, hasCache() ? uncached : init)
}

/** Where there is none, as on some edge runtimes, to name it throws. */
const hasCache = (): boolean => typeof Request === 'function' && 'cache' in Request.prototype
