import { dayOf, isoTime, withinDates } from '../world/dates.ts'
import type { Setup } from '../world/setup.ts'
import type { World } from '../world/world.ts'

/** Counts a request. `waitMs` is the time until the next window when the limit is exceeded, else null. */
export const countRequest = (world: World, now: number): readonly [World, waitMs: number | null] => {
  const limit = world.setup.requestLimit
  if (limit === null) return [world, null]
  const current =
    world.window !== null && now < world.window.startedAt + limit.windowMs
      ? world.window
      : { startedAt: now, requests: 0 }
  if (current.requests >= limit.requestsMax) return [world, current.startedAt + limit.windowMs - now]
  return [{ ...world, window: { ...current, requests: current.requests + 1 } }, null]
}

/** The `retry-after` header of a 429, where the bank sends one. */
export const retryAfterHeaders = (
  { undocumented }: Setup,
  now: number,
  waitMs: number,
): Readonly<Record<string, string>> => {
  switch (undocumented.retryAfter) {
    case 'absent':
      return {}
    case 'seconds':
      return { 'retry-after': String(Math.ceil(waitMs / 1000)) }
    case 'date':
      return { 'retry-after': httpDate(now + waitMs) }
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** @source RFC 9110, section 5.6.7 */
const httpDate = (ms: number): string => {
  const seconds = Math.ceil(withinDates(ms) / 1000)
  const [, year, month, day, time] = /^(.+)-(\d\d)-(\d\d)T(.+)Z$/.exec(isoTime(seconds * 1000, 'seconds')) ?? []
  const weekday = DAYS[(((dayOf(seconds * 1000) + 4) % 7) + 7) % 7]
  return `${weekday}, ${day} ${MONTHS[Number(month) - 1]} ${year} ${time} GMT`
}
