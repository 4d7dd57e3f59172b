import * as fc from 'fast-check'
import type * as t from 'io-ts'

/** A value, and one of its possible JSON forms in a response. */
export interface JsonVariant<A> {
  readonly value: A
  /** Parsed JSON. */
  readonly json: unknown
}

/**
 * Values together with JSON that decodes to them. The JSON differs from the output of the codec in the ways in which
 * the responses of the server vary: `null` members are absent or empty, a result is in an array of one, a problem has
 * `details`, times have no milliseconds, a link is absolute, and there are unknown members.
 */
export const jsonVariant = <A, O>(codec: t.Type<A, O>, values: fc.Arbitrary<A>): fc.Arbitrary<JsonVariant<A>> =>
  fc.tuple(values, fc.infiniteStream(fc.nat({ max: 3 }))).map(([value, choices]) => ({
    value,
    json: rewritten(JSON.parse(JSON.stringify(codec.encode(value))), '', () => choices.next().value === 0),
  }))

/** Members that may be `""` instead of `null`. */
const BLANKABLE = new Set(['balance', 'availableFunds', 'lastUpdated', 'transactionDate', 'postDate', 'lastUsed'])

/** Members whose keys the server chooses. */
const OPEN = new Set(['meta', 'accounts', 'transactions', 'profile'])

type Chooses = () => boolean

const rewritten = (u: unknown, name: string, chooses: Chooses): unknown => {
  if (typeof u === 'string') return textOf(u, name, chooses)
  if (Array.isArray(u)) return u.map((each: unknown) => rewritten(each, '', chooses))
  if (typeof u !== 'object' || u === null) return u
  const members = Object.entries(u).flatMap(([key, member]) => membersOf(key, member, name, chooses))
  const written = Object.fromEntries(OPEN.has(name) || !chooses() ? members : [['addedLater', { of: [1] }], ...members])
  return name === 'result' && chooses() ? [written] : written
}

const membersOf = (key: string, member: unknown, parent: string, chooses: Chooses): readonly [string, unknown][] => {
  const mayDiffer = member === null && !OPEN.has(parent)
  if (mayDiffer && BLANKABLE.has(key) && chooses()) return [[key, '']]
  if (mayDiffer && chooses()) return []
  const isDetailOfStep = key === 'detail' && parent === 'result'
  return [[isDetailOfStep && chooses() ? 'details' : key, rewritten(member, key, chooses)]]
}

const textOf = (text: string, name: string, chooses: Chooses): string => {
  if (/^\d{4}-.*\.000Z$/.test(text) && chooses()) return text.replace('.000Z', 'Z')
  if (name === 'next' && chooses()) return `https://au-api.basiq.io/users/u-1/transactions${text}`
  return text
}
