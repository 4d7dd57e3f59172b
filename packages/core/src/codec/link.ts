import { ConnectionId } from './ids.ts'

/** Makes a text safe to percent-encode: a lone surrogate, which JSON may contain, becomes U+FFFD. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD')

/** Percent-encodes a text for a path segment or a query. Unlike `encodeURIComponent`, it never throws. */
export const percentEncode = (text: string): string => encodeURIComponent(wellFormed(text))

/**
 * The cursor in a link to a page: its parameter `next`, decoded; `null` if there is none. The link may be absolute or
 * relative and is not followed: a token is sent to the configured host only.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions: `links.next` is an absolute URL when recorded, and relative
 * in some examples
 * @example
 * cursorIn('https://au-api.basiq.io/users/u-1/transactions?limit=500&next=a%2Fb') // => 'a/b'
 */
export const cursorIn = (link: string): string | null => {
  const [address = ''] = link.split('#', 1)
  const start = address.indexOf('?')
  if (start < 0) return null
  const pair = address
    .slice(start + 1)
    .split('&')
    .find((each) => each.startsWith('next='))
  return pair === undefined ? null : percentDecode(pair.slice('next='.length))
}

const CONNECTIONS = '/connections/'

/**
 * The id in a relative or absolute link to a connection; `null` if there is none. The last match counts: a user's id
 * may be `connections`, too.
 */
export const connectionIdIn = (link: string): ConnectionId | null => {
  const [path = ''] = link.split(/[?#]/, 1)
  const start = path.lastIndexOf(CONNECTIONS)
  const [id] = start < 0 ? [] : path.slice(start + CONNECTIONS.length).split('/', 1)
  return ConnectionId.is(id) ? id : null
}

const percentDecode = (text: string): string | null => {
  try {
    return wellFormed(decodeURIComponent(text))
  } catch {
    return null
  }
}
