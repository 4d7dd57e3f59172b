/** A duration: `0.42 s`, `12.3 s`, `4:05 min`, `3:00 h`, `2 d 4 h`. Negative durations are shown as zero. */
export const formatDuration = (ms: number): string => {
  const seconds = Math.max(0, ms) / SECOND_MS
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`
  const minutes = Math.floor(whole / 60)
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`
  return `${Math.floor(minutes / 1_440)} d ${Math.floor((minutes % 1_440) / 60)} h`
}

/** An offset from the start: `+12.345`, `+1:02:03.456`. */
export const formatOffset = (ms: number): string => {
  const whole = Math.round(Math.max(0, ms))
  const rest = `${two(Math.floor(whole / 1_000) % 60)}.${String(whole % 1_000).padStart(3, '0')}`
  const minutes = Math.floor(whole / 60_000)
  if (minutes === 0) return `+${rest.replace(/^0(?=\d)/, '')}`
  return minutes < 60 ? `+${minutes}:${rest}` : `+${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

/** A countdown in whole seconds, rounded up: `4:05`, `1:00:00`. */
export const formatCountdown = (ms: number): string => {
  const seconds = Math.ceil(Math.max(0, ms) / SECOND_MS)
  const minutes = Math.floor(seconds / 60)
  const tail = two(seconds % 60)
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`
}

/** A short duration for a narrow column: `4s`, `12m`, `3h`, `2d`. */
export const formatAge = (ms: number): string => {
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`
}

/** The time of day in UTC: `14:03:21.500`. */
export const formatTimeOfDay = (at: number): string => (isTime(at) ? new Date(at).toISOString().slice(11, 23) : '—')

/** The date and time in UTC: `2026-03-01 14:03:21.500 UTC`. */
export const formatTimestamp = (at: number): string =>
  isTime(at) ? `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')} UTC` : '—'

const SECOND_MS = 1_000

/** The maximum of a `Date`. */
const TIME_MAX = 8.64e15

const isTime = (at: number): boolean => Math.abs(at) <= TIME_MAX

const two = (n: number): string => String(n).padStart(2, '0')
