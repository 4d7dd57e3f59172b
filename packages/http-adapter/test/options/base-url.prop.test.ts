import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_BASE_URL, parseBaseUrl, requestPath } from '../../src/options/base-url.ts'

const remedy = /baseUrl must be an https URL .* such as https:\/\/au-api\.basiq\.io/

describe('a base URL', () => {
  test.each([
    [DEFAULT_BASE_URL, 'https://au-api.basiq.io', ''],
    ['https://au-api.basiq.io/', 'https://au-api.basiq.io', ''],
    ['https://proxy.example:8443/basiq/v1//', 'https://proxy.example:8443', '/basiq/v1'],
    ['HTTPS://AU-API.basiq.io/a/../b', 'https://au-api.basiq.io', '/b'],
    ['http://localhost:4010', 'http://localhost:4010', ''],
    ['http://127.0.0.1:4010/x/', 'http://127.0.0.1:4010', '/x'],
    ['http://127.9.8.7', 'http://127.9.8.7', ''],
    ['http://[::1]:4010', 'http://[::1]:4010', ''],
  ])('%s has the origin %s and the prefix %j', (text, origin, prefix) => {
    expect(parseBaseUrl(text)).toStrictEqual({ origin, prefix })
  })

  test.each([
    '',
    'au-api.basiq.io',
    '/jobs',
    'https://',
    'ftp://au-api.basiq.io',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'blob:https://au-api.basiq.io/x',
    'http://au-api.basiq.io',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://evil.com/127.0.0.1',
    'http://10.127.0.0.1',
    'http://128.0.0.1',
    'http://[::ffff:127.0.0.1]',
    'http://[::2]',
    'http://0.0.0.0',
    'https://user@au-api.basiq.io',
    'https://user:pass@au-api.basiq.io',
    'https://:pass@au-api.basiq.io',
    'http://127.0.0.1@evil.com',
    'https://au-api.basiq.io?',
    'https://au-api.basiq.io/?a=b',
    'https://au-api.basiq.io/#',
    'https://au-api.basiq.io/#a',
  ])('%s is rejected with an example of a valid one', (text) => {
    expect(() => parseBaseUrl(text)).toThrow(remedy)
  })

  test('a rejected one, which may contain a password, is not part of the message', () => {
    expect(() => parseBaseUrl('https://user:canary@au-api.basiq.io')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary') }),
    )
  })

  test('plain http is accepted for loopback only', () => {
    const counts = { taken: 0, refused: 0 }
    const host = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((ip) => `[${ip}]`),
      fc.domain(),
      fc.nat({ max: 255 }).map((last) => `127.0.0.${last}`),
      fc.nat({ max: 255 }).map((last) => `127.0.0.${last}.example.com`),
      fc.constantFrom('localhost', '[::1]', '127.1', '0x7f000001', '[0:0:0:0:0:0:0:1]'),
    )
    fc.assert(
      fc.property(host, (name) => {
        const { hostname } = new URL(`http://${name}`)
        const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.split('.')[0] === '127'
        const isNumeric = /^[\d.]+$/.test(hostname) || !/\d/.test(hostname) || hostname.startsWith('[')
        const read = (): unknown => parseBaseUrl(`http://${name}`)
        const wanted = isLoopback && isNumeric
        counts[wanted ? 'taken' : 'refused'] += 1
        let taken = true
        try {
          read()
        } catch {
          taken = false
        }
        expect(taken).toBe(wanted)
      }),
    )
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(0)
  })
})

const base = parseBaseUrl('https://au-api.basiq.io/prefix')

describe('a request path', () => {
  test.each([
    ['/jobs/j-1', '/prefix/jobs/j-1'],
    ["/users/u-1/connections?filter=status.eq('active')", "/prefix/users/u-1/connections?filter=status.eq('active')"],
    ['/', '/prefix/'],
    ['/a..b/.c/d.', '/prefix/a..b/.c/d.'],
    ['/jobs?next=../x', '/prefix/jobs?next=../x'],
  ])('%s becomes %s', (path, target) => {
    expect(requestPath(base, path)).toBe(target)
  })

  test.each([
    '',
    'jobs',
    'https://evil.com/',
    '//evil.com',
    '/\\evil.com',
    '/jobs\\..\\..',
    '/..',
    '/../x',
    '/a/../../x',
    '/a/..',
    '/./x',
    '/a/.',
    '/%2e%2e/x',
    '/%2E%2e/x',
    '/.%2e/x',
    '/%2e./x',
    '/%2e',
    '/a/%2E%2E?x=1',
    '/a/..#x',
    '/a b',
    '/a\tb',
    '/a\nb',
    '/a\r\nHost: evil.com',
    '/a\u0000',
    '/a\u007f',
    '/é',
    '/\u2028',
  ])('%j is rejected', (path) => {
    expect(() => requestPath(base, path)).toThrow(/^path must /)
  })

  test('stays at the origin and under the prefix, or is rejected, for any path', () => {
    const counts = { taken: 0, refused: 0, dotted: 0 }
    const piece = fc.oneof(
      fc.constantFrom('/', '//', '..', '.', '%2e', '%2E', '%2f', '\\', '?', '#', '@', ':', ';', 'evil.com', '\t', '\n'),
      fc.string({ maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.stringMatching(/^[a-z0-9-]{1,6}$/),
    )
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`)
    fc.assert(
      fc.property(fc.oneof(path, fc.webPath(), fc.string()), fc.constantFrom('', '/prefix'), (text, prefix) => {
        let target: string | null = null
        try {
          target = requestPath({ ...base, prefix }, text)
        } catch {
          counts.refused += 1
        }
        counts.taken += target === null ? 0 : 1
        counts.dotted += target?.includes('.') ? 1 : 0
        const url = new URL(base.origin + (target ?? prefix))
        expect(url.origin).toBe(base.origin)
        expect(url.pathname === (prefix || '/') || url.pathname.startsWith(`${prefix}/`)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })
})
