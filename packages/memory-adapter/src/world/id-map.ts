import { hash } from './hash.ts'

/**
 * Immutable map from id to record: a trie of three levels with 4096 buckets, keyed by the hash of the id. Adding a record
 * copies one bucket and its three ancestors. Plain data.
 */
export type IdMap<A> = Level<Level<Level<Readonly<Record<string, A>>>>>

/** Children by a letter from a to p. Digits would work too, but are slower to copy. */
type Level<A> = Readonly<Record<string, A>>

export const emptyIdMap: IdMap<never> = {}

/** The record with this id; `null` when none exists. */
export const find = <A>(map: IdMap<A>, id: string): A | null => {
  const [first, second, third] = bucketPath(id)
  const bucket = map[first]?.[second]?.[third]
  return bucket !== undefined && Object.hasOwn(bucket, id) ? (bucket[id] ?? null) : null
}

/** A map with the record added or replaced. */
export const put = <A>(map: IdMap<A>, id: string, record: A): IdMap<A> => {
  const [first, second, third] = bucketPath(id)
  const top = map[first]
  const middle = top?.[second]
  const bucket = copyWith(middle?.[third], id, record)
  return copyWith(map, first, copyWith(top, second, copyWith(middle, third, bucket)))
}

/** A map without this id. */
export const remove = <A>(map: IdMap<A>, id: string): IdMap<A> => {
  const [first, second, third] = bucketPath(id)
  const top = map[first] ?? {}
  const middle = top[second] ?? {}
  const bucket = middle[third] ?? {}
  if (!Object.hasOwn(bucket, id)) return map
  return withMember(map, first, withMember(top, second, withMember(middle, third, without(bucket, id))))
}

/** All records. The order depends on their ids and, within a bucket, on insertion order. */
export const records = <A>(map: IdMap<A>): readonly A[] =>
  Object.values(map).flatMap((top) =>
    Object.values(top).flatMap((middle) => Object.values(middle).flatMap((bucket) => Object.values(bucket))),
  )

type BucketPath = readonly [first: string, second: string, third: string]

const LETTERS = 'abcdefghijklmnop'

const bucketPath = (id: string): BucketPath => {
  const hashed = hash(0, id)
  return [LETTERS.charAt(hashed & 15), LETTERS.charAt((hashed >>> 4) & 15), LETTERS.charAt((hashed >>> 8) & 15)]
}

const without = <A>(record: Readonly<Record<string, A>>, key: string): Readonly<Record<string, A>> => {
  const { [key]: _, ...others } = record
  return others
}

/** A copy with the member set. An assignment is several times faster than a spread with a computed name. */
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

/** Sets the member, or removes it when it is empty. */
const withMember = <A extends object>(record: Level<A>, key: string, member: A): Level<A> =>
  Object.keys(member).length === 0 ? without(record, key) : copyWith(record, key, member)
