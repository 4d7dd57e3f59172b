/** Longest wait that is taken from a header, in milliseconds: a year is as good as for ever. */
const WAIT_MAX_MS = 365 * 86_400_000

/** @source RFC 9110, section 5.6.7: the form that servers must send; the two obsolete forms are not read */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now`; null when there is none that can be read. A
 * date that has passed asks for no wait. Of several values the longest wait counts.
 *
 * @param header - several headers come joined by `, `
 * @param now - milliseconds since the Unix epoch
 * @source RFC 9110, section 10.2.3: whole seconds, or a date. Whether the API sends it, no page says
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
  // A date may have the form and be none: `99:99:99`.
  const date = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
