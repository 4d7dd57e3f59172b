import type { PortError } from '@bank-connection/core'
import {
  createAbortController,
  createVirtualClock,
  malformedResponse,
  neverAborted,
  unreachable,
  type VirtualClock,
} from '@bank-connection/core/adapter'
import { defaultHttpLimits } from '@bank-connection/http-adapter'
import type { Fetch, FetchInit, FetchResponse } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { parseBaseUrl } from '../../src/options/base-url.ts'
import { createFetchTransport } from '../../src/transport/fetch-transport.ts'
import type { HttpRequest } from '../../src/transport/transport.ts'
import { flushMicrotasks, type Reply, responseOf } from '../scripted-fetch.ts'

const limits = { ...defaultHttpLimits, bodyBytesMax: 1_000, headersTimeoutMs: 3_000, bodyTimeoutMs: 500 }
const base = parseBaseUrl('https://bank.test')
const request: HttpRequest = {
  method: 'GET',
  path: '/jobs/j-1?a=b',
  headers: { accept: 'application/json' },
  body: null,
}

type FetchOf = (clock: VirtualClock, url: string, init: FetchInit) => Promise<FetchResponse>

const sendOver = async (fetchOf: FetchOf, stop = neverAborted, given = request) => {
  const clock = createVirtualClock()
  const calls: { readonly url: string; readonly init: FetchInit }[] = []
  const fetch: Fetch = (url, init) => {
    calls.push({ url, init })
    return fetchOf(clock, url, init)
  }
  const startedAt = clock.now()
  const outcome = await createFetchTransport({ base, limits, clock, fetch }).send(given, stop)
  const ms = clock.now() - startedAt
  await flushMicrotasks(200)
  const isAborted = calls.map(({ init }) => init.signal.aborted)
  return { outcome, ms, calls, isAborted, sleepers: clock.sleepers() }
}

const responding =
  (reply: Reply): FetchOf =>
  async (clock, _, { signal }) => {
    await clock.sleep(reply.afterMs ?? 0, signal)
    return responseOf(reply, clock, signal)
  }

type Reader = ReturnType<NonNullable<FetchResponse['body']>['getReader']>

const reading =
  (reader: Partial<Reader>, headers: Readonly<Record<string, string>> = {}): FetchOf =>
  async () => ({
    status: 200,
    headers: { get: (name) => headers[name] ?? null },
    body: { getReader: () => ({ read: async () => ({ done: true }), cancel: async () => undefined, ...reader }) },
  })

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(0x31)

const chunks = (...values: readonly (Uint8Array | undefined)[]): Partial<Reader> => {
  const left = [...values]
  return { read: async () => (left.length === 0 ? { done: true } : { done: false, value: left.shift() }) }
}

describe('a fetch', () => {
  test('gets the URL, manual redirects, and a body only if there is one', async () => {
    const { calls } = await sendOver(responding({}))
    expect(calls[0]?.url).toBe('https://bank.test/jobs/j-1?a=b')
    expect(calls[0]?.init).toStrictEqual({
      method: 'GET',
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: expect.any(AbortSignal),
    })
    const post = await sendOver(responding({}), neverAborted, { ...request, method: 'POST', body: '{}' })
    expect(post.calls[0]?.init).toMatchObject({ method: 'POST', body: '{}' })
  })

  test('resolves to the whole response', async () => {
    const head = { 'content-type': 'application/json', 'retry-after': '3', 'content-length': '7', 'x-canary': 'c' }
    const { outcome, sleepers, isAborted } = await sendOver(responding({ status: 404, body: '{"a":1}', headers: head }))
    expect(outcome).toStrictEqual(
      E.right({
        status: 404,
        headers: { 'content-type': 'application/json', 'content-encoding': null, 'retry-after': '3' },
        body: new TextEncoder().encode('{"a":1}'),
      }),
    )
    expect(sleepers).toBe(0)
    expect(isAborted).toStrictEqual([false])
  })

  const empty = {
    headers: { 'content-type': null, 'content-encoding': null, 'retry-after': null },
    body: new Uint8Array(),
  }

  test('may return no body; an opaque redirect counts as a redirect', async () => {
    expect((await sendOver(responding({ status: 204, body: null }))).outcome).toMatchObject(
      E.right({ status: 204, body: new Uint8Array() }),
    )
    const opaque: FetchOf = async () => ({ status: 0, headers: { get: () => null }, body: null })
    expect((await sendOver(opaque)).outcome).toStrictEqual(E.right({ ...empty, status: 302 }))
  })

  test('that returns an error response may have been delivered', async () => {
    const { outcome } = await sendOver(async () => Response.error())
    expect(outcome).toStrictEqual(E.left({ error: unreachable('offline', 'unknown'), cause: null }))
  })

  test('may return its body in chunks, some of them empty', async () => {
    const { outcome } = await sendOver(reading(chunks(bytes(2), undefined, new Uint8Array(), bytes(3))))
    expect(outcome).toMatchObject(E.right({ body: bytes(5) }))
  })

  test('may return as many bytes as the limit', async () => {
    expect((await sendOver(reading(chunks(bytes(600), bytes(400))))).outcome).toMatchObject(E.right({ status: 200 }))
  })

  test('may decompress a body, so the length is not checked', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-length': '500' }
    expect((await sendOver(reading(chunks(bytes(3)), headers))).outcome).toMatchObject(
      E.right({ headers: { 'content-encoding': null }, body: bytes(3) }),
    )
  })

  // Cross-origin pages see the compressed length but not the Content-Encoding.
  test.each(['NaN', '-1', '', 'canary', '2', '4', '1000'])(
    'may announce %j bytes and return three: they may have been decompressed',
    async (length) => {
      const { outcome } = await sendOver(reading(chunks(bytes(3)), { 'content-length': length }))
      expect(outcome).toMatchObject(E.right({ body: bytes(3) }))
    },
  )
})

const error = (code: string, syscall?: string): Error =>
  Object.assign(new TypeError('canary'), { cause: { code, syscall, message: 'canary' } })
const failing =
  (code: string, syscall?: string): FetchOf =>
  () =>
    Promise.reject(error(code, syscall))
const throwing = (): never => {
  throw error('ECONNRESET')
}
const never = new Promise<never>(() => undefined)
const offline = unreachable('offline', 'unknown')
const neverLeft = unreachable('offline', 'no')
const refused = error('ECONNREFUSED', 'connect')
const tooLarge = malformedResponse('1000 bytes', [''], 'tooLarge')

describe('a fetch that fails', () => {
  test.each<readonly [string, FetchOf, PortError, string | null, number]>([
    ['rejects', () => Promise.reject(new TypeError('canary')), offline, null, 0],
    ['rejects with nothing', () => Promise.reject(), offline, null, 0],
    ['rejects with a string', () => Promise.reject('canary'), offline, null, 0],
    ['is refused', failing('ECONNREFUSED', 'connect'), neverLeft, 'ECONNREFUSED', 0],
    ['finds no host', failing('ENOTFOUND', 'getaddrinfo'), neverLeft, 'ENOTFOUND', 0],
    ['has no route while connecting', failing('EHOSTUNREACH', 'connect'), neverLeft, 'EHOSTUNREACH', 0],
    ['loses its route', failing('EHOSTUNREACH', 'read'), offline, 'EHOSTUNREACH', 0],
    ['has no route at an unknown time', failing('ENETUNREACH'), offline, 'ENETUNREACH', 0],
    ['rejects the certificate', failing('CERT_HAS_EXPIRED'), unreachable('untrusted', 'no'), 'CERT_HAS_EXPIRED', 0],
    ['has a TLS failure at an unknown time', failing('EPROTO', 'write'), offline, 'EPROTO', 0],
    ['is reset', failing('ECONNRESET', 'read'), offline, 'ECONNRESET', 0],
    ['is refused while reading the body', reading({ read: () => Promise.reject(refused) }), offline, 'ECONNREFUSED', 0],
    ['throws at once', throwing, offline, 'ECONNRESET', 0],
    ['returns nothing', (() => undefined) as unknown as FetchOf, offline, null, 0],
    ['returns null', (async () => null) as unknown as FetchOf, offline, null, 0],
    ['returns a locked body', async () => lockedResponse(), offline, 'ERR_INVALID_STATE', 0],
    ['never settles', () => never, unreachable('timeout', 'unknown'), null, 3_000],
    ['never starts its body', reading({ read: () => never }), unreachable('timeout', 'unknown'), null, 500],
    ['breaks off', reading({ read: () => Promise.reject(error('UND_ERR_SOCKET')) }), offline, 'UND_ERR_SOCKET', 0],
    ['throws when it is read', reading({ read: throwing }), offline, 'ECONNRESET', 0],
    ['announces too many bytes', reading(chunks(bytes(1)), { 'content-length': '1001' }), tooLarge, null, 0],
    ['announces infinitely many bytes', reading(chunks(bytes(1)), { 'content-length': 'Infinity' }), tooLarge, null, 0],
    ['returns too many bytes', reading(chunks(bytes(600), bytes(401))), tooLarge, null, 0],
    ['never ends its body', reading({ read: async () => ({ done: false, value: bytes(100) }) }), tooLarge, null, 0],
    [
      'never ends its body of invalid chunks',
      reading({ read: async () => ({ done: false, value: 'canary' as unknown as Uint8Array }) }),
      tooLarge,
      null,
      0,
    ],
  ])(
    'because it %s is a failure without its message, is aborted, and leaves no timer',
    async (_, fetchOf, failure, cause, after) => {
      const { outcome, ms, isAborted, sleepers } = await sendOver(fetchOf)
      expect(outcome).toStrictEqual(E.left({ error: failure, cause }))
      expect({ ms, isAborted, sleepers }).toStrictEqual({ ms: after, isAborted: [true], sleepers: 0 })
    },
  )

  test('may be slow between chunks, within the timeout', async () => {
    let left = 5
    const slow: FetchOf = async (clock) => {
      const read = async () => {
        await clock.sleep(499, neverAborted)
        left -= 1
        return left < 0 ? { done: true } : { done: false, value: bytes(1) }
      }
      return reading({ read })(clock, '', {} as FetchInit)
    }
    const { outcome, ms } = await sendOver(slow)
    expect(E.isRight(outcome)).toBe(true)
    expect(ms).toStrictEqual(6 * 499)
  })
})

describe('an aborted fetch', () => {
  const cancelled = E.left({ error: unreachable('cancelled', 'unknown'), cause: null })

  test.each<readonly [string, FetchOf]>([
    ['before the response', () => never],
    ['in the middle of the body', reading({ read: () => never })],
    ['whose reader never cancels', reading({ read: () => never, cancel: () => never })],
    [
      'whose reader rejects on cancel',
      reading({ read: () => never, cancel: () => Promise.reject(new Error('canary')) }),
    ],
    ['whose reader throws on cancel', reading({ read: () => never, cancel: throwing })],
  ])('%s settles at once, even if it ignores its signal', async (_, fetchOf) => {
    const source = createAbortController()
    const sending = sendOver(fetchOf, source.signal)
    await flushMicrotasks(20)
    source.abort()
    const { outcome, ms, isAborted, sleepers } = await sending
    expect(outcome).toStrictEqual(cancelled)
    expect({ ms, isAborted, sleepers }).toStrictEqual({ ms: 0, isAborted: [true], sleepers: 0 })
  })

  test('is never called if aborted before the start', async () => {
    const source = createAbortController()
    source.abort()
    const { outcome, calls } = await sendOver(responding({}), source.signal)
    expect(outcome).toStrictEqual(E.left({ error: unreachable('cancelled', 'no'), cause: null }))
    expect(calls).toHaveLength(0)
  })
})

const lockedResponse = (): Response => {
  const response = new Response('{}')
  response.body?.getReader()
  return response
}
