import { requireOption } from '@bank-connection/core/adapter'

/** Base URL of the API, in parts. */
export interface BaseUrl {
  /** Scheme, host and port: `https://au-api.basiq.io`. */
  readonly origin: string
  /** Path prefix without a trailing slash; usually empty. */
  readonly prefix: string
}

/** @source Basiq API v2.1: one region for Australia and New Zealand */
export const DEFAULT_BASE_URL = 'https://au-api.basiq.io'

const FORM = 'baseUrl must be an https URL without user, query or fragment, such as https://au-api.basiq.io'

/** Whether a host name or address is loopback. */
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)

/**
 * Parses a base URL. Plain http is allowed for loopback only, because request bodies contain passwords.
 *
 * @throws Error if the URL is invalid
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
    `${FORM}; plain http is allowed for loopback only, such as http://127.0.0.1:4010`,
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
 * Adds the prefix of the base URL to a path.
 *
 * @throws Error if the path could leave the API: `//other.host`, `..` or control characters. A port never sends one,
 * but a direct caller of `send` might.
 */
export const requestPath = ({ prefix }: BaseUrl, path: string): string => {
  requireOption(/^\/(?![/\\])[\x21-\x7e]*$/.test(path), 'path must be absolute and percent-encoded, such as /jobs/j-1')
  requireOption(
    !path.includes('\\') && !/^[^?#]*\/(?:%2e|\.){1,2}(?:[/?#]|$)/i.test(path),
    'path must not contain the segments . or ..',
  )
  return prefix + path
}
