import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf, nowhere, readRoute } from '../../../page/src/model/route.ts'

describe('the address of a moment', () => {
  test('leads back to the same connection, moment and state, whatever their names are', () => {
    const route = fc.record(
      {
        id: fc.string({ minLength: 1, unit: 'grapheme' }),
        index: fc.option(fc.nat(999_999)),
        state: fc.option(fc.string({ minLength: 1, unit: 'grapheme' })),
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(route, (each) => {
        expect(readRoute(hashOf(each))).toStrictEqual(each)
      }),
    )
  })

  test('reads as nowhere whatever it does not know, and throws at nothing', () => {
    expect(['', '#', '#/', '#/x/1', '#/c/', '#/c/%E0%A4%A', '#/c/a/1/2'].map(readRoute)).toStrictEqual(
      Array.from({ length: 7 }, () => nowhere),
    )
    expect(readRoute('#/c/c-1/later')).toStrictEqual({ id: 'c-1', index: null, state: null })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (hash) => {
        expect(() => readRoute(hash)).not.toThrow()
      }),
    )
  })

  test('is short and can be read', () => {
    expect(hashOf({ id: 'c-12', index: 7, state: 'following.challenged' })).toBe(
      '#/c/c-12/7?state=following.challenged',
    )
  })
})
