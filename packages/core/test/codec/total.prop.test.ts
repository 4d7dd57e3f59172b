import { decodeWith } from '@bank-connection/core/adapter'
import { jsonVariant } from '@bank-connection/core/testing'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { everyCodec } from './every-codec.ts'

const CANARY = 'canary-5f3c'

/** The path of every place in a JSON value. */
const placesIn = (u: unknown): readonly (readonly string[])[] =>
  typeof u === 'object' && u !== null
    ? [[], ...Object.entries(u).flatMap(([key, member]) => placesIn(member).map((place) => [key, ...place]))]
    : [[]]

const withAt = (u: unknown, [key, ...rest]: readonly string[], planted: unknown): unknown => {
  if (key === undefined) return planted
  const copy = (Array.isArray(u) ? [...u] : { ...(u as object) }) as Record<string, unknown>
  copy[key] = withAt(copy[key], rest, planted)
  return copy
}

interface Damaged {
  readonly json: unknown
  /** JSON pointer to the replaced place. */
  readonly place: string
}

/** A response with one value replaced. */
const damaged = (writings: fc.Arbitrary<{ readonly json: unknown }>, planted: fc.Arbitrary<unknown>) =>
  fc.tuple(writings, fc.nat(), planted).map(([{ json }, at, plant]): Damaged => {
    const places = placesIn(json)
    const place = places[at % places.length] ?? []
    return { json: withAt(json, place, plant), place: place.map((key) => `/${key}`).join('') }
  })

const anything = () =>
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'id', 'data', 'steps', 'type')),
  })

const canaries = () =>
  fc.constantFrom<unknown>(CANARY, [CANARY], { [CANARY]: CANARY }, { id: { [CANARY]: 1 } }, [[[CANARY]]])

const throwing = (): never => {
  throw new Error(CANARY)
}

const traps = { get: throwing, has: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing }

const revoked = (target: object): unknown => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

const cycle = (): unknown => {
  const around: Record<string, unknown> = { type: 'mfa', method: 'token', status: 'failed' }
  for (const key of ['data', 'steps', 'result', 'links', 'input', 'accounts']) around[key] = around
  return around
}

const hostile: readonly (readonly [string, unknown])[] = [
  ['a getter that throws', Object.defineProperty({}, 'id', { enumerable: true, get: throwing })],
  ['a proxy that throws', new Proxy({}, traps)],
  ['an array behind a proxy that throws', new Proxy([], traps)],
  ['a revoked proxy', revoked({})],
  ['a revoked array', revoked([])],
  ['a cycle', cycle()],
  ['a member called __proto__', JSON.parse('{"__proto__":{"id":"x","data":[],"steps":[]}}')],
  ['a number beyond all numbers', JSON.parse('1e999')],
  ['ten thousand arrays in each other', JSON.parse('['.repeat(10_000) + ']'.repeat(10_000))],
]

describe.each(everyCodec)('%s', (name, { codec, values }) => {
  const decode = decodeWith(codec)

  test.each(hostile)('accepts or rejects %s without throwing', (_, value) => {
    const texts = [decode(value), decode({ data: [value], steps: [value] })].map((settled) =>
      E.isLeft(settled) ? JSON.stringify(settled) : 'read',
    )
    expect(texts.join()).not.toContain(CANARY)
  })

  test('accepts or rejects any input without throwing', () => {
    fc.assert(fc.property(fc.oneof(anything(), fc.jsonValue()), (u) => ['Left', 'Right'].includes(decode(u)._tag)))
  })

  test('accepts or rejects a body with any value in any place without throwing', () => {
    fc.assert(
      fc.property(damaged(jsonVariant(codec, values), anything()), ({ json }) =>
        ['Left', 'Right'].includes(decode(json)._tag),
      ),
      { numRuns: 50 },
    )
  })

  test('names the codec and the path of a rejection, and never the value', () => {
    const seen = { refused: 0 }
    fc.assert(
      fc.property(damaged(jsonVariant(codec, values), canaries()), ({ json, place }) => {
        const failures = [decode(json)].filter(E.isLeft).map(({ left }) => left)
        seen.refused += failures.length
        expect(JSON.stringify(failures)).not.toContain(CANARY)
        for (const { expected, paths } of failures) {
          expect(expected).toBe(name)
          expect(paths.length).toBeGreaterThan(0)
          expect(paths.length).toBeLessThanOrEqual(20)
          expect(paths.filter((path) => !path.startsWith(place) && !place.startsWith(path))).toStrictEqual([])
        }
      }),
      // Some codecs tolerate damage everywhere except at the root, which random draws seldom hit.
      { examples: [[{ json: CANARY, place: '' }], [{ json: [CANARY], place: '' }]] },
    )
    expect(seen.refused).toBeGreaterThan(0)
  })
})
