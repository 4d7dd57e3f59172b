import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf, homeRoute, readRoute } from '../../../page/src/model/route.ts'

describe('the URL hash of a route', () => {
  test('decodes to the same connection, event and state, for any names', () => {
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

  test('decodes to the home route if it is invalid, and never throws', () => {
    expect(['', '#', '#/', '#/x/1', '#/c/', '#/c/%E0%A4%A', '#/c/a/1/2'].map(readRoute)).toStrictEqual(
      Array.from({ length: 7 }, () => homeRoute),
    )
    expect(readRoute('#/c/c-1/later')).toStrictEqual({ id: 'c-1', index: null, state: null })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (hash) => {
        expect(() => readRoute(hash)).not.toThrow()
      }),
    )
  })

  test('is short and readable', () => {
    expect(hashOf({ id: 'c-12', index: 7, state: 'following.challenged' })).toBe(
      '#/c/c-12/7?state=following.challenged',
    )
  })
})
