import { inspect } from 'node:util'
import { createSecret, exposeSecret, type Secret } from '@bank-connection/core/machine'
import { describe, expect, test } from 'vitest'

const SECRET = 'hooli2016'
const credentials = { loginId: 'gavinBelson', password: SECRET }

const sealed = createSecret(credentials)

describe('a secret', () => {
  test('is exposed by its original handle as the same object', () => {
    expect(exposeSecret(sealed)).toBe(credentials)
  })

  test.each<[string, unknown]>([
    ['JSON', JSON.stringify(sealed)],
    ['JSON of an object that contains it', JSON.stringify({ sealed, list: [sealed] })],
    ['String', String(sealed)],
    ['a template', `${sealed}`],
    ['a sum', `a${sealed as unknown as string}`],
    ['util.inspect', inspect(sealed)],
    ['util.inspect with all options', inspect({ sealed }, { showHidden: true, depth: null, getters: true })],
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

  test('is null in JSON and [sealed] as a string', () => {
    expect(JSON.stringify(sealed)).toBe('null')
    expect(String(sealed)).toBe('[sealed]')
    expect(inspect(sealed)).toBe('[sealed]')
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a copy through JSON', JSON.parse(JSON.stringify(sealed))],
    ['a spread copy', { ...sealed }],
    ['an assigned copy', Object.assign({}, sealed)],
    ['an object that inherits from it', Object.create(sealed)],
    ['its prototype', Object.getPrototypeOf(sealed)],
    ['a string', '[sealed]'],
    ['a number', 5],
  ])('is not exposed by %s', (_, copy) => {
    expect(exposeSecret(copy as Secret<unknown>)).toBeNull()
  })

  test('is not exposed by a structured clone', () => {
    expect(exposeSecret(structuredClone(sealed))).toBeNull()
  })

  test('rejects new members', () => {
    expect(() => Object.assign(sealed, { content: credentials })).toThrow(TypeError)
  })

  test('differs from every other secret, even of the same value', () => {
    const other = createSecret('other')
    expect(exposeSecret(other)).toBe('other')
    expect(exposeSecret(sealed)).toBe(credentials)
    expect(createSecret(credentials)).not.toBe(sealed)
  })

  test('may contain null', () => {
    expect(exposeSecret(createSecret(null))).toBeNull()
  })
})
