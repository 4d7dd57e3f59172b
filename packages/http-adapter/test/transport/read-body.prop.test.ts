import { malformedResponse } from '@bank-connection/core/adapter'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { scanJson } from '../../src/transport/json-scan.ts'
import { readBody } from '../../src/transport/read-body.ts'
import type { HttpResponse } from '../../src/transport/transport.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

type Head = Partial<HttpResponse['headers']>

const response = (body: string | Uint8Array, status = 200, head: Head = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'content-encoding': null, 'retry-after': null, ...head },
  body: typeof body === 'string' ? bytesOf(body) : body,
})

const limits = { jsonDepthMax: 64 }

const read = (given: HttpResponse, mustHaveBody = true): unknown => readBody(given, limits, mustHaveBody)

const reasonOf = (given: HttpResponse): string => {
  const result = readBody(given, limits, true)
  return E.isLeft(result) ? result.left.reason : 'read'
}

/** Quotes, escapes, brackets and multi-byte characters. */
const stringUnit = fc.constantFrom('"', '\\', '[', '}', '\n', 'a', 'é', '😀', '\u2028')

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('a scan of a JSON text', () => {
  test('finds the depth of any JSON value in any layout', () => {
    const counts = { deep: 0, flat: 0, escaped: 0 }
    const value = fc.jsonValue({ maxDepth: 8, stringUnit })
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (json, space) => {
        const text = JSON.stringify(json, null, space)
        const depth = depthOf(json)
        counts[depth > 2 ? 'deep' : 'flat'] += 1
        counts.escaped += text.includes('\\"') ? 1 : 0
        expect(scanJson(bytesOf(text), depth)).toBe('closed')
        expect(depth === 0 || scanJson(bytesOf(text), depth - 1) === 'tooDeep').toBe(true)
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(5)
  })

  test.each([
    ['', 'blank'],
    [' \t\r\n', 'blank'],
    ['1', 'closed'],
    ['"', 'open'],
    ['"\\"', 'open'],
    ['"\\\\"', 'closed'],
    ['"\\', 'open'],
    ['"["', 'closed'],
    ['{"}":"]"}', 'closed'],
    ['{"a":"\\"}"', 'open'],
    ['[[]', 'open'],
    ['\ufeff{}', 'closed'],
  ])('of %j is %s', (text, frame) => {
    expect(scanJson(bytesOf(text), 2)).toBe(frame)
  })

  test('handles a hundred thousand brackets without a stack overflow', () => {
    expect(scanJson(bytesOf('['.repeat(100_000)), 64)).toBe('tooDeep')
    expect(scanJson(bytesOf('[{"a":'.repeat(100_000)), 200_000)).toBe('open')
  })
})

describe('a body', () => {
  test('of any JSON value is read as it was written, with a byte order mark or without', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit }), fc.constantFrom('', '\ufeff', ' \n'), (json, mark) => {
        const text = JSON.stringify(json)
        expect(read(response(mark + text))).toStrictEqual(E.right(JSON.parse(text)))
      }),
    )
  })

  test('of an object or an array that breaks off anywhere is never read, and never reads as empty', () => {
    const counts = { truncated: 0, encoding: 0 }
    const json = fc.oneof(
      fc.dictionary(fc.string({ unit: stringUnit }), fc.jsonValue({ stringUnit }), { noNullPrototype: true }),
      fc.array(fc.jsonValue({ stringUnit })),
      fc.array(fc.string({ unit: stringUnit, minLength: 5 }), { minLength: 1 }),
    )
    fc.assert(
      fc.property(json, fc.nat({ max: 10_000 }), (value, at) => {
        const bytes = bytesOf(JSON.stringify(value))
        const end = 1 + (at % (bytes.length - 1))
        const reason = reasonOf(response(bytes.slice(0, end)))
        // Inside of a character it is no UTF-8.
        expect(['truncated', 'encoding']).toContain(reason)
        counts[reason as keyof typeof counts] += 1
      }),
      { numRuns: 1_000 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0)
  })

  test('of any bytes is parsed or malformed, and the failure contains none of them', () => {
    const counts = { read: 0, malformed: 0 }
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.json().map(bytesOf), fc.string().map(bytesOf))
    fc.assert(
      fc.property(bytes, fc.integer({ min: 200, max: 599 }), fc.boolean(), (body, status, mustHaveBody) => {
        const result = readBody(response(body, status), limits, mustHaveBody)
        counts[E.isRight(result) ? 'read' : 'malformed'] += 1
        const expected = ['body in JSON', 'UTF-8', 'whole body', 'JSON']
        const failures = expected.map((name) => ({ name, ...(E.isLeft(result) ? result.left : {}) }))
        expect(E.isRight(result) || failures.some((failure) => failure.expected === failure.name)).toBe(true)
      }),
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(10)
  })

  test.each([
    ['nothing', '', {}, 'empty'],
    ['spaces', '  \n', {}, 'empty'],
    ['a page', '<html></html>', { 'content-type': 'text/html; charset=utf-8' }, 'contentType'],
    ['JSON that says it is text', '{}', { 'content-type': 'text/plain' }, 'contentType'],
    ['JSON of a type like JSON', '{}', { 'content-type': 'application/jsonp' }, 'contentType'],
    ['JSON with no type', '{}', { 'content-type': null }, 'read'],
    ['JSON with a profile', '{}', { 'content-type': 'application/problem+json' }, 'read'],
    ['JSON with parameters', '{}', { 'content-type': 'Application/JSON; a=b; Charset="UTF-8"' }, 'read'],
    ['JSON in ASCII', '{}', { 'content-type': 'application/json;charset=us-ascii' }, 'read'],
    ['JSON in Latin-1', '{}', { 'content-type': 'application/json; charset=iso-8859-1' }, 'encoding'],
    ['JSON in UTF-16', '{}', { 'content-type': 'application/json; charset=utf-16' }, 'encoding'],
    ['a packed body', '{}', { 'content-encoding': 'gzip' }, 'encoding'],
    ['a body that says it is plain', '{}', { 'content-encoding': 'identity' }, 'read'],
    ['brackets the wrong way', ']]', {}, 'notJson'],
    ['a page without a type', '<html></html>', { 'content-type': null }, 'notJson'],
    ['two values', '{}{}', {}, 'notJson'],
    ['a trailing comma', '[1,]', {}, 'notJson'],
    ['64 levels', '['.repeat(64) + ']'.repeat(64), {}, 'read'],
    ['65 levels', '['.repeat(65) + ']'.repeat(65), {}, 'tooDeep'],
  ] as const)('of %s is %s %j: %s', (_, body, head, reason) => {
    expect(reasonOf(response(body, 200, head))).toBe(reason)
  })

  test.each([
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
    ['half a character', new Uint8Array([0x22, 0xc3, 0x22])],
    ['an overlong slash', new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
    ['half a surrogate pair', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('in %s is not UTF-8', (_, body) => {
    expect(read(response(body))).toStrictEqual(E.left(malformedResponse('UTF-8', [''], 'encoding')))
  })

  test('of an error response may be invalid', () => {
    for (const status of [400, 404, 429, 500, 503]) {
      expect(read(response('<html>', status, { 'content-type': 'text/html' }))).toStrictEqual(E.right(null))
      expect(read(response('{"a":', status))).toStrictEqual(E.right(null))
      expect(read(response('', status))).toStrictEqual(E.right(null))
      expect(read(response('{"a":1}', status))).toStrictEqual(E.right({ a: 1 }))
    }
  })

  test('may be absent where none is required, and is ignored after 204 and 3xx', () => {
    expect(read(response(''), false)).toStrictEqual(E.right(null))
    expect(read(response('{'), false)).toStrictEqual(E.left(malformedResponse('whole body', [''], 'truncated')))
    for (const status of [204, 301, 302, 307, 308])
      expect(read(response('<html>', status, { 'content-type': 'text/html' }))).toStrictEqual(E.right(null))
  })

  test('with a member __proto__ changes no prototype', () => {
    const result = read(response('{"__proto__":{"polluted":true}}')) as E.Right<object>
    expect(Object.getPrototypeOf(result.right)).toBe(Object.prototype)
    expect(Object.keys(result.right)).toStrictEqual(['__proto__'])
  })
})
