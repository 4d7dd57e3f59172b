import { decodeWith } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { nullable } from '../../src/codec/nullable.ts'
import { strict } from '../../src/codec/strict.ts'

const Pair = strict({ a: t.string, b: nullable(t.string) }, 'Pair')

describe('strict', () => {
  test('keeps named members and drops all others', () => {
    expect(decodeWith(Pair)({ a: '1', b: '2', c: '3' })).toStrictEqual(E.right({ a: '1', b: '2' }))
  })

  test('returns every named member, including absent ones', () => {
    expect(decodeWith(Pair)({ a: '1' })).toStrictEqual(E.right({ a: '1', b: null }))
  })

  test('takes nothing from a member named __proto__', () => {
    const json: unknown = JSON.parse('{"a":"1","__proto__":{"b":"planted"}}')
    expect(decodeWith(Pair)(json)).toStrictEqual(E.right({ a: '1', b: null }))
    expect(E.isLeft(decodeWith(Pair)(JSON.parse('{"__proto__":{"a":"planted"}}')))).toBe(true)
  })

  test('reads each member once', () => {
    let reads = 0
    const shifty = Object.defineProperty({ b: null }, 'a', { enumerable: true, get: () => String(++reads) })
    expect(decodeWith(Pair)(shifty)).toStrictEqual(E.right({ a: '1', b: null }))
  })

  test('does not modify its input', () => {
    const given = Object.freeze({ a: '1', c: '3' })
    decodeWith(Pair)(given)
    expect(given).toStrictEqual({ a: '1', c: '3' })
  })

  test.each([null, undefined, 'a', 1, [], ['1', '2'], () => ({ a: '1' })])('refuses %j as a whole', (value) => {
    expect(decodeWith(Pair)(value)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Pair', paths: [''] }),
    )
  })

  test('its guard requires all members', () => {
    expect([{ a: '1', b: null }, { a: '1' }, { a: 1, b: null }, [], null].map(Pair.is)).toStrictEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
