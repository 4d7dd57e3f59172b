/** Milliseconds in a day. */
export const DAY_MS = 86_400_000

/** Precision of a written time. */
export type TimePrecision = 'seconds' | 'milliseconds'

/** Latest time that a date can represent, in milliseconds since the Unix epoch; the earliest is its negative. */
export const TIME_MAX_MS = 8.64e15

/** Clamps a time to the range of dates; NaN becomes 0. */
export const withinDates = (ms: number): number =>
  Number.isNaN(ms) ? 0 : Math.min(TIME_MAX_MS, Math.max(-TIME_MAX_MS, ms))

/** A time as ISO 8601 text in UTC, clamped to the range of dates; `seconds` drops the fraction. */
export const isoTime = (ms: number, precision: TimePrecision): string => {
  // biome-ignore lint/style/noRestrictedGlobals: formatting a number reads no clock.
  const text = new Date(withinDates(ms)).toISOString()
  return precision === 'seconds' ? `${text.slice(0, -'.000Z'.length)}Z` : text
}

/** The day of a time in UTC, as whole days since the Unix epoch. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

/** A day as `YYYY-MM-DD`. */
export const isoDay = (day: number): string => isoTime(day * DAY_MS, 'seconds').replace(/T.*$/, '')

/** The day of an ISO 8601 date or time, as whole days since the Unix epoch; `null` when the text is not valid. */
export const parseDay = (text: string): number | null => {
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/.test(text)) return null
  // biome-ignore lint/style/noRestrictedGlobals: parsing a text reads no clock.
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(ms) || isoDay(dayOf(ms)) !== text.slice(0, 10) ? null : dayOf(ms)
}
