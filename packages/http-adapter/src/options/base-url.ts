import { requireOption } from './require-option.ts'

/** Where the API is. */
export interface BaseUrl {
  /** Scheme, host and port: `https://au-api.basiq.io`. */
  readonly origin: string
  /** What comes before every path, without a slash at its end; usually empty. */
  readonly prefix: string
}

/** @source Basiq API v2.1: one region for Australia and New Zealand */
export const DEFAULT_BASE_URL = 'https://au-api.basiq.io'

const FORM = 'baseUrl must be an https URL without user, query and fragment, such as https://au-api.basiq.io'

/** A name or an address that never leaves the machine. */
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)

/**
 * Reads a base URL. Plain http is for loopback alone: passwords travel in the bodies.
 *
 * @throws Error that names the option and the remedy
 */
export const parseBaseUrl = (text: string): BaseUrl => {
  const url = urlOf(text)
  requireOption(url !== null, FORM)
  requireOption(
    url.username === '' && url.password === '' && url.search === '' && url.hash === '' && !/[?#]/.test(text),
    FORM,
  )
  requireOption(
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)),
    `${FORM}; http is for loopback only, such as http://127.0.0.1:4010`,
  )
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') }
}

const urlOf = (text: string): URL | null => {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/**
 * The path as it is sent.
 *
 * @throws Error when it is not one path of the API: `//other.host`, `..` and control characters lead elsewhere. Such a
 * path comes from no port, but `send` can be called without one.
 */
export const targetOf = ({ prefix }: BaseUrl, path: string): string => {
  requireOption(/^\/(?![/\\])[\x21-\x7e]*$/.test(path), 'path must be absolute and percent-encoded, such as /jobs/j-1')
  requireOption(
    !path.includes('\\') && !/^[^?#]*\/(?:%2e|\.){1,2}(?:[/?#]|$)/i.test(path),
    'path must have no segment that is . or ..',
  )
  return prefix + path
}
