import { hash } from './hash.ts'

/**
 * Records by id, in 4096 boxes by the hash of the id: adding one copies a box and the way to it, not everything. Plain
 * data.
 */
export type IdMap<A> = Lettered<Lettered<Lettered<Readonly<Record<string, A>>>>>

/** Members by one letter from a to p. A digit would do as well, but is slower to copy. */
type Lettered<A> = Readonly<Record<string, A>>

export const emptyIdMap: IdMap<never> = {}

/** The record with this id; `null` when there is none. */
export const find = <A>(shelves: IdMap<A>, id: string): A | null => {
  const [first, second, third] = placeOf(id)
  const box = shelves[first]?.[second]?.[third]
  return box !== undefined && Object.hasOwn(box, id) ? (box[id] ?? null) : null
}

/** Shelves with one record more, or with one replaced. */
export const put = <A>(shelves: IdMap<A>, id: string, record: A): IdMap<A> => {
  const [first, second, third] = placeOf(id)
  const rack = shelves[first]
  const shelf = rack?.[second]
  const box = copyWith(shelf?.[third], id, record)
  return copyWith(shelves, first, copyWith(rack, second, copyWith(shelf, third, box)))
}

/** Shelves without this id. */
export const remove = <A>(shelves: IdMap<A>, id: string): IdMap<A> => {
  const [first, second, third] = placeOf(id)
  const rack = shelves[first] ?? {}
  const shelf = rack[second] ?? {}
  const box = shelf[third] ?? {}
  if (!Object.hasOwn(box, id)) return shelves
  return withMember(shelves, first, withMember(rack, second, withMember(shelf, third, without(box, id))))
}

type Place = readonly [first: string, second: string, third: string]

const LETTERS = 'abcdefghijklmnop'

const placeOf = (id: string): Place => {
  const hashed = hash(0, id)
  return [LETTERS.charAt(hashed & 15), LETTERS.charAt((hashed >>> 4) & 15), LETTERS.charAt((hashed >>> 8) & 15)]
}

const without = <A>(record: Readonly<Record<string, A>>, key: string): Readonly<Record<string, A>> => {
  const { [key]: _, ...others } = record
  return others
}

/** A copy with the member; written so because a spread with a computed name is several times slower. */
const copyWith = <A>(
  record: Readonly<Record<string, A>> | undefined,
  key: string,
  member: A,
): Readonly<Record<string, A>> => {
  if (key === '__proto__') return { ...record, [key]: member }
  const copy: Record<string, A> = { ...record }
  copy[key] = member
  return copy
}

/** With the member, or without it when it is empty. */
const withMember = <A extends object>(record: Lettered<A>, key: string, member: A): Lettered<A> =>
  Object.keys(member).length === 0 ? without(record, key) : copyWith(record, key, member)
