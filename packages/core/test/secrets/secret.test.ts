import { inspect } from 'node:util'
import { createSecret, exposeSecret, type Secret } from '@bank-connection/core/machine'
import { describe, expect, test } from 'vitest'

const SECRET = 'hooli2016'
const credentials = { loginId: 'gavinBelson', password: SECRET }

const sealed = createSecret(credentials)

describe('what is sealed', () => {
  test('is opened by the original handle, and is the very thing', () => {
    expect(exposeSecret(sealed)).toBe(credentials)
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
    expect(exposeSecret(copy as Secret<unknown>)).toBeNull()
  })

  test('is not opened by a structured clone', () => {
    expect(exposeSecret(structuredClone(sealed))).toBeNull()
  })

  test('cannot be given a member', () => {
    expect(() => Object.assign(sealed, { content: credentials })).toThrow(TypeError)
  })

  test('is apart from what else is sealed, also from the same thing sealed twice', () => {
    const other = createSecret('other')
    expect([exposeSecret(other), exposeSecret(sealed), createSecret(credentials) === sealed]).toStrictEqual([
      'other',
      credentials,
      false,
    ])
  })

  test('may be null itself', () => {
    expect(exposeSecret(createSecret(null))).toBeNull()
  })
})
