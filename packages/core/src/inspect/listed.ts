import { isObject, ownMember } from '../codec/strict.ts'
import { keepKnownWords } from '../secrets/word-allowlist.ts'

/** Reduces a value to what may be shown; `undefined` if nothing may be. Total and idempotent. */
export type Showing = (u: unknown) => unknown

/** Replaces a name that is not listed. */
export const UNLISTED = 'unlisted'

/** A finite number. */
export const number: Showing = (u) => (Number.isFinite(u) || u === null ? u : undefined)

/** A boolean. */
export const flag: Showing = (u) => (typeof u === 'boolean' ? u : undefined)

/** An id from the server or the caller. */
export const id: Showing = (u) => (u === null || (typeof u === 'string' && /^[!-~]{1,200}$/.test(u)) ? u : undefined)

/** One of these names. */
export const oneOf =
  (...names: readonly string[]): Showing =>
  (u) =>
    u === null || names.includes(u as string) ? u : undefined

/** A code or title of the server, reduced to known words. */
export const word: Showing = (u) =>
  typeof u === 'string' ? (keepKnownWords(u) ?? UNLISTED) : u === null ? null : undefined

/** A value without its content. */
export const mute: Showing = () => '…'

/** At most 50 elements; those that may not be shown are left out. */
export const listOf =
  (item: Showing): Showing =>
  (u) =>
    Array.isArray(u)
      ? u
          .slice(0, LIST_MAX)
          .map(item)
          .filter((shown) => shown !== undefined)
      : undefined

const LIST_MAX = 50

/** The listed members; others are left out. */
export const members = (listed: Readonly<Record<string, Showing>>): Showing => {
  const all = Object.entries(listed)
  return (u) => {
    if (u === null) return null
    if (!isObject(u)) return undefined
    const shown: Record<string, unknown> = {}
    for (const [name, show] of all) {
      const member = ownMember(u, name)
      const safe = member === undefined ? undefined : show(member)
      if (safe !== undefined) shown[name] = safe
    }
    return shown
  }
}
