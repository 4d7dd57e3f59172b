/** Longest wait, in milliseconds: one year. */
const WAIT_MAX_MS = 365 * 86_400_000

/** @source RFC 9110, section 5.6.7: the current format; the two obsolete formats are ignored */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

/**
 * Wait from a `Retry-After` header, in milliseconds from `now`; null when it is missing or invalid. A date in the past
 * means 0. Of several values the longest counts.
 *
 * @param header - several headers are joined by `, `
 * @param now - milliseconds since the Unix epoch
 * @source RFC 9110, section 10.2.3: whole seconds, or a date. The API documentation does not mention the header
 */
export const retryAfterMs = (header: string | null, now: number): number | null => {
  if (header === null) return null
  const waits = header
    .split(/,(?! *\d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) )/)
    .map((value) => waitOf(value.trim(), now))
    .filter((wait) => wait !== null)
  return waits.length === 0 ? null : Math.min(Math.max(...waits), WAIT_MAX_MS)
}

const waitOf = (value: string, now: number): number | null => {
  if (/^\d{1,15}$/.test(value)) return Number(value) * 1_000
  // A date may match the pattern and still be invalid: `99:99:99`.
  const date = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
