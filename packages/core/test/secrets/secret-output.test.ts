import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { createSecret, exposeSecret, submit } from '@bank-connection/core/machine'
import { describe, expect, test } from 'vitest'

const SECRET = 'canary-5e64fa5c'
const sealed = createSecret({ password: SECRET })

/** What the methods of `console` print for a value. */
const consoleOutputOf = (value: unknown): string => {
  let text = ''
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString()
      done()
    },
  })
  const console = new Console({ stdout: stream, stderr: stream, inspectOptions: { showHidden: true, depth: null } })
  console.log(value, { value }, '%s %o %O %j', value, value, value)
  console.log('%s|%o|%O|%j', value, value, value, { value })
  console.dir(value, { showHidden: true, depth: null })
  console.table([{ value }])
  console.error(new Error('with a cause', { cause: value }))
  return text
}

const spies = (target: object): { readonly proxy: object; readonly asked: string[] } => {
  const asked: string[] = []
  const note =
    (name: keyof typeof Reflect) =>
    (...given: unknown[]): never => {
      asked.push(name)
      return (Reflect[name] as (...all: unknown[]) => never)(...given)
    }
  const handler = Object.fromEntries(
    (['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'] as const).map((name) => [
      name,
      note(name),
    ]),
  )
  return { proxy: new Proxy(target, handler), asked }
}

describe('a secret handle', () => {
  test.each<[string, unknown]>([
    ['itself', sealed],
    ['a spread copy', { ...sealed }],
    ['an assigned copy', Object.assign({}, sealed)],
    ['a structured clone', structuredClone(sealed)],
    ['a copy through JSON', JSON.parse(JSON.stringify({ sealed }))],
    ['a template', `${sealed}`],
    ['a proxy of it', spies(sealed).proxy],
    ['an object that inherits from it', Object.create(sealed)],
    ['its prototype', Object.getPrototypeOf(sealed)],
    ['its own property descriptors', Object.getOwnPropertyDescriptors(sealed)],
    ['the property descriptors of its prototype', Object.getOwnPropertyDescriptors(Object.getPrototypeOf(sealed))],
    ['a map of it', new Map([[sealed, sealed]])],
    ['a weak map of it', new WeakMap([[sealed, 1]])],
    ['an event that carries it', submit({ password: SECRET }, 0)],
  ])('is printed without its secret: %s', (_, value) => {
    const text =
      consoleOutputOf(value) + inspect(value, { showHidden: true, depth: null, showProxy: true, getters: true })
    expect(text.length).toBeGreaterThan(20)
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('password:')
  })

  test('has no members, enumerable or not', () => {
    const names: string[] = []
    for (const name in sealed) names.push(name)
    expect(names).toStrictEqual([])
    expect(Reflect.ownKeys(sealed)).toStrictEqual([])
  })

  test('is not exposed by a proxy, and reveals nothing to it', () => {
    const { proxy, asked } = spies(sealed)
    expect(exposeSecret(proxy as never)).toBeNull()
    expect(JSON.stringify({ proxy })).toBe('{"proxy":null}')
    expect(asked).not.toContain('password')
  })

  test('cannot be modified to reveal its content', () => {
    const { proxy } = spies(sealed)
    expect(Object.isFrozen(sealed)).toBe(true)
    expect(Object.isFrozen(Object.getPrototypeOf(sealed))).toBe(true)
    expect(Reflect.set(proxy, 'toJSON', () => SECRET)).toBe(false)
    expect(Reflect.setPrototypeOf(sealed, {})).toBe(false)
    expect(JSON.stringify(sealed)).toBe('null')
  })
})
