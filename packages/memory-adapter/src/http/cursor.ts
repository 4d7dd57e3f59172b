import { decodeBase64Url, encodeBase64Url } from '../world/base64.ts'

/** Position after a page, with the options of the request. */
export interface Cursor {
  /** The account of the page's last transaction. */
  readonly accountId: string
  /** Index of the page's last transaction in its account. */
  readonly index: number
  readonly limit: number
  readonly filter: string | null
}

/** Encodes a cursor for a URL. */
export const writeCursor = ({ accountId, index, limit, filter }: Cursor): string =>
  encodeBase64Url(JSON.stringify([accountId, index, limit, filter === null ? null : encodeURIComponent(filter)]))

/** Decodes a cursor; null when the text is not a cursor. */
export const readCursor = (text: string): Cursor | null => {
  try {
    const read: unknown = JSON.parse(decodeBase64Url(text) ?? '')
    if (!Array.isArray(read) || read.length !== 4) return null
    const [accountId, index, limit, filter] = read as readonly unknown[]
    if (typeof accountId !== 'string' || !isWhole(index) || !isWhole(limit)) return null
    if (filter !== null && typeof filter !== 'string') return null
    return { accountId, index, limit, filter: filter === null ? null : decodeURIComponent(filter) }
  } catch {
    return null
  }
}

const isWhole = (u: unknown): u is number => typeof u === 'number' && Number.isSafeInteger(u) && u >= 0
