import { decodeWith } from '@bank-connection/core/adapter'
import { isKnown, StepStatus } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { openRecord } from '../../src/codec/open.ts'

describe('an open enumeration', () => {
  test.each(['success', 'skipped', 'paused', '', '__proto__', 'constructor'])('keeps %j as it is', (status) => {
    expect(decodeWith(StepStatus)(status)).toStrictEqual(E.right(status))
  })

  test.each([null, undefined, 1, {}, ['success']])('refuses %j', (value) => {
    expect(E.isLeft(decodeWith(StepStatus)(value))).toBe(true)
  })

  test('knows only its own members, not those that every object inherits', () => {
    const known = ['success', 'Success', 'paused', '__proto__', 'constructor', 'toString'].filter((each) =>
      isKnown(StepStatus, each),
    )
    expect(known).toStrictEqual(['success'])
  })
})

describe('an open record', () => {
  const Texts = openRecord(t.string, 'Texts')

  test('keeps members with any name except __proto__', () => {
    const json: unknown = JSON.parse('{"a":["1"],"constructor":["2"],"__proto__":["3"]}')
    const read = E.getOrElseW(() => null)(decodeWith(openRecord(t.array(t.string), 'Lists'))(json))
    expect(Object.entries(read ?? {})).toStrictEqual([
      ['a', ['1']],
      ['constructor', ['2']],
    ])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  test.each([null, [], 'text', { a: 1 }])('refuses %j', (value) => {
    expect(E.isLeft(decodeWith(Texts)(value))).toBe(true)
  })
})
