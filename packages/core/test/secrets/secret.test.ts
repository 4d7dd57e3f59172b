import { inspect } from 'node:util'
import { type Sealed, seal, unseal } from '@bank-connection/core'
import { describe, expect, test } from 'vitest'

const SECRET = 'hooli2016'
const credentials = { loginId: 'gavinBelson', password: SECRET }

const sealed = seal(credentials)

describe('what is sealed', () => {
  test('is opened by the original handle, and is the very thing', () => {
    expect(unseal(sealed)).toBe(credentials)
  })

  test.each<[string, unknown]>([
    ['JSON', JSON.stringify(sealed)],
    ['JSON of what holds it', JSON.stringify({ sealed, list: [sealed] })],
    ['String', String(sealed)],
    ['a template', `${sealed}`],
    ['a sum', `a${sealed as unknown as string}`],
    ['util.inspect', inspect(sealed)],
    ['util.inspect of all there is', inspect({ sealed }, { showHidden: true, depth: null, getters: true })],
    ['Object.keys', Object.keys(sealed)],
    ['Reflect.ownKeys', Reflect.ownKeys(sealed).map(String)],
    ['Object.entries of its prototype', inspect(Object.entries(Object.getPrototypeOf(sealed) as object))],
    ['structuredClone', inspect(structuredClone(sealed))],
    ['spreading', inspect({ ...sealed })],
    ['Object.assign', inspect(Object.assign({}, sealed))],
    ['a copy through JSON', inspect(JSON.parse(JSON.stringify({ sealed })))],
    ['an error message', new Error(`bad: ${sealed}`).stack],
  ])('is not shown by %s', (_, shown) => {
    expect(inspect(shown)).not.toMatch(/hooli2016|gavinBelson|password/)
  })

  test('is null in JSON and [sealed] as text', () => {
    expect([JSON.stringify(sealed), String(sealed), inspect(sealed)]).toStrictEqual(['null', '[sealed]', '[sealed]'])
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a copy through JSON', JSON.parse(JSON.stringify(sealed))],
    ['a spread copy', { ...sealed }],
    ['an assigned copy', Object.assign({}, sealed)],
    ['an heir', Object.create(sealed)],
    ['its prototype', Object.getPrototypeOf(sealed)],
    ['a text', '[sealed]'],
    ['a number', 5],
  ])('is not opened by %s', (_, copy) => {
    expect(unseal(copy as Sealed<unknown>)).toBeNull()
  })

  test('is not opened by a structured clone', () => {
    expect(unseal(structuredClone(sealed))).toBeNull()
  })

  test('cannot be given a member', () => {
    expect(() => Object.assign(sealed, { content: credentials })).toThrow(TypeError)
  })

  test('is apart from what else is sealed, also from the same thing sealed twice', () => {
    const other = seal('other')
    expect([unseal(other), unseal(sealed), seal(credentials) === sealed]).toStrictEqual(['other', credentials, false])
  })

  test('may be null itself', () => {
    expect(unseal(seal(null))).toBeNull()
  })
})
