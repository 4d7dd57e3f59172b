import * as t from 'io-ts'

/** Years beyond four digits have a sign and six digits; a text without a time zone is UTC. */
const ISO_8601 = /^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/**
 * A point in time: ISO 8601 text on the wire, milliseconds since the Unix epoch in the program. A text without a time
 * zone is read as UTC, wherever the program runs.
 *
 * @source Basiq API v2.1: recorded responses have no fraction of a second, examples on the pages have three digits
 */
export const InstantMs = new t.Type<number, string>(
  'Instant',
  (u): u is number => typeof u === 'number' && Number.isInteger(u) && Math.abs(u) <= 8.64e15,
  (u, context) => {
    const ms = typeof u === 'string' ? msOf(u) : Number.NaN
    return Number.isNaN(ms) ? t.failure(u, context) : t.success(ms)
  },
  // biome-ignore lint/style/noRestrictedGlobals: formatting a number reads no clock.
  (ms) => new Date(ms).toISOString(),
)

/** A length of time in milliseconds: 0 or more, and finite, which JSON numbers such as `1e999` are not. */
export const DurationMs = new t.Type<number>(
  'Duration',
  (u): u is number => isDuration(u),
  (u, context) => (isDuration(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

const isDuration = (u: unknown): u is number => typeof u === 'number' && u >= 0 && u <= Number.MAX_SAFE_INTEGER

const msOf = (text: string): number => {
  const parts = ISO_8601.exec(text)
  if (parts === null) return Number.NaN
  const isLocal = parts[1] === undefined && text.includes('T')
  // biome-ignore lint/style/noRestrictedGlobals: parsing a text reads no clock.
  return Date.parse(isLocal ? `${text}Z` : text)
}
