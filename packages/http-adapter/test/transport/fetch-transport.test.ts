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

const exchange = async (fetchOf: FetchOf, stop = neverAborted, given = request) => {
  const clock = createVirtualClock()
  const asked: { readonly url: string; readonly init: FetchInit }[] = []
  const fetch: Fetch = (url, init) => {
    asked.push({ url, init })
    return fetchOf(clock, url, init)
  }
  const startedAt = clock.now()
  const outcome = await createFetchTransport({ base, limits, clock, fetch }).send(given, stop)
  const ms = clock.now() - startedAt
  await flushMicrotasks(200)
  const isAborted = asked.map(({ init }) => init.signal.aborted)
  return { outcome, ms, asked, isAborted, sleepers: clock.sleepers() }
}

const answering =
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
  test('is asked for the one URL, follows no redirect, and gets a body only when there is one', async () => {
    const { asked } = await exchange(answering({}))
    expect(asked[0]?.url).toBe('https://bank.test/jobs/j-1?a=b')
    expect(asked[0]?.init).toStrictEqual({
      method: 'GET',
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: expect.any(AbortSignal),
    })
    const post = await exchange(answering({}), neverAborted, { ...request, method: 'POST', body: '{}' })
    expect(post.asked[0]?.init).toMatchObject({ method: 'POST', body: '{}' })
  })

  test('that answers is read to its end', async () => {
    const head = { 'content-type': 'application/json', 'retry-after': '3', 'content-length': '7', 'x-canary': 'c' }
    const { outcome, sleepers, isAborted } = await exchange(answering({ status: 404, body: '{"a":1}', headers: head }))
    expect(outcome).toStrictEqual(
      E.right({
        status: 404,
        headers: { 'content-type': 'application/json', 'content-encoding': null, 'retry-after': '3' },
        body: new TextEncoder().encode('{"a":1}'),
      }),
    )
    expect([sleepers, isAborted]).toStrictEqual([0, [false]])
  })

  const empty = {
    headers: { 'content-type': null, 'content-encoding': null, 'retry-after': null },
    body: new Uint8Array(),
  }

  test('without a body gives none, and an opaque redirect is a redirect', async () => {
    expect((await exchange(answering({ status: 204, body: null }))).outcome).toMatchObject(
      E.right({ status: 204, body: new Uint8Array() }),
    )
    const opaque: FetchOf = async () => ({ status: 0, headers: { get: () => null }, body: null })
    expect((await exchange(opaque)).outcome).toStrictEqual(E.right({ ...empty, status: 302 }))
  })

  test('of a handler whose answer says that there is none may have had its effect', async () => {
    const { outcome } = await exchange(async () => Response.error())
    expect(outcome).toStrictEqual(E.left({ error: unreachable('offline', 'unknown'), cause: null }))
  })

  test('may give its body in chunks, some of them without bytes', async () => {
    const { outcome } = await exchange(reading(chunks(bytes(2), undefined, new Uint8Array(), bytes(3))))
    expect(outcome).toMatchObject(E.right({ body: bytes(5) }))
  })

  test('may give as many bytes as the limit', async () => {
    expect((await exchange(reading(chunks(bytes(600), bytes(400))))).outcome).toMatchObject(E.right({ status: 200 }))
  })

  test('that has decoded a packed body tells no length of it', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-length': '500' }
    expect((await exchange(reading(chunks(bytes(3)), headers))).outcome).toMatchObject(
      E.right({ headers: { 'content-encoding': null }, body: bytes(3) }),
    )
  })

  // A page on another origin is told the length of the packed body, and not that it was packed.
  test.each(['NaN', '-1', '', 'canary', '2', '4', '1000'])(
    'that declares %j bytes and gives three is read: they may have been unpacked',
    async (length) => {
      const { outcome } = await exchange(reading(chunks(bytes(3)), { 'content-length': length }))
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
    ['rejects with a text', () => Promise.reject('canary'), offline, null, 0],
    ['is refused', failing('ECONNREFUSED', 'connect'), neverLeft, 'ECONNREFUSED', 0],
    ['finds no host', failing('ENOTFOUND', 'getaddrinfo'), neverLeft, 'ENOTFOUND', 0],
    ['finds no way to connect', failing('EHOSTUNREACH', 'connect'), neverLeft, 'EHOSTUNREACH', 0],
    ['finds no way any more', failing('EHOSTUNREACH', 'read'), offline, 'EHOSTUNREACH', 0],
    ['does not say when it found no way', failing('ENETUNREACH'), offline, 'ENETUNREACH', 0],
    ['trusts nobody', failing('CERT_HAS_EXPIRED'), unreachable('untrusted', 'no'), 'CERT_HAS_EXPIRED', 0],
    ['breaks TLS, whenever that was', failing('EPROTO', 'write'), offline, 'EPROTO', 0],
    ['is reset', failing('ECONNRESET', 'read'), offline, 'ECONNRESET', 0],
    ['is refused in its body', reading({ read: () => Promise.reject(refused) }), offline, 'ECONNREFUSED', 0],
    ['throws at once', throwing, offline, 'ECONNRESET', 0],
    ['gives nothing', (() => undefined) as unknown as FetchOf, offline, null, 0],
    ['gives null', (async () => null) as unknown as FetchOf, offline, null, 0],
    ['gives a body that is being read', async () => lockedResponse(), offline, 'ERR_INVALID_STATE', 0],
    ['never settles', () => never, unreachable('timeout', 'unknown'), null, 3_000],
    ['never begins its body', reading({ read: () => never }), unreachable('timeout', 'unknown'), null, 500],
    ['breaks off', reading({ read: () => Promise.reject(error('UND_ERR_SOCKET')) }), offline, 'UND_ERR_SOCKET', 0],
    ['throws when it is read', reading({ read: throwing }), offline, 'ECONNRESET', 0],
    ['declares too much', reading(chunks(bytes(1)), { 'content-length': '1001' }), tooLarge, null, 0],
    ['declares endlessly much', reading(chunks(bytes(1)), { 'content-length': 'Infinity' }), tooLarge, null, 0],
    ['gives too much', reading(chunks(bytes(600), bytes(401))), tooLarge, null, 0],
    ['never ends its body', reading({ read: async () => ({ done: false, value: bytes(100) }) }), tooLarge, null, 0],
    [
      'never ends its body of chunks without a length',
      reading({ read: async () => ({ done: false, value: 'canary' as unknown as Uint8Array }) }),
      tooLarge,
      null,
      0,
    ],
  ])(
    'because it %s is a failure without its words, is let go, and leaves nothing behind',
    async (_, fetchOf, failure, cause, after) => {
      const { outcome, ms, isAborted, sleepers } = await exchange(fetchOf)
      expect(outcome).toStrictEqual(E.left({ error: failure, cause }))
      expect({ ms, isAborted, sleepers }).toStrictEqual({ ms: after, isAborted: [true], sleepers: 0 })
    },
  )

  test('by being slow may take its time before each chunk', async () => {
    let left = 5
    const slow: FetchOf = async (clock) => {
      const read = async () => {
        await clock.sleep(499, neverAborted)
        left -= 1
        return left < 0 ? { done: true } : { done: false, value: bytes(1) }
      }
      return reading({ read })(clock, '', {} as FetchInit)
    }
    const { outcome, ms } = await exchange(slow)
    expect([E.isRight(outcome), ms]).toStrictEqual([true, 6 * 499])
  })
})

describe('a fetch that is stopped', () => {
  const cancelled = E.left({ error: unreachable('cancelled', 'unknown'), cause: null })

  test.each<readonly [string, FetchOf]>([
    ['before it answers', () => never],
    ['in the middle of its body', reading({ read: () => never })],
    ['and will not stop reading', reading({ read: () => never, cancel: () => never })],
    ['and fails to stop', reading({ read: () => never, cancel: () => Promise.reject(new Error('canary')) })],
    ['and throws instead of stopping', reading({ read: () => never, cancel: throwing })],
  ])('%s settles at once, though it does not listen', async (_, fetchOf) => {
    const source = createAbortController()
    const exchanging = exchange(fetchOf, source.signal)
    await flushMicrotasks(20)
    source.abort()
    const { outcome, ms, isAborted, sleepers } = await exchanging
    expect(outcome).toStrictEqual(cancelled)
    expect({ ms, isAborted, sleepers }).toStrictEqual({ ms: 0, isAborted: [true], sleepers: 0 })
  })

  test('before it begins is never asked', async () => {
    const source = createAbortController()
    source.abort()
    const { outcome, asked } = await exchange(answering({}), source.signal)
    expect(outcome).toStrictEqual(E.left({ error: unreachable('cancelled', 'no'), cause: null }))
    expect(asked).toHaveLength(0)
  })
})

const lockedResponse = (): Response => {
  const response = new Response('{}')
  response.body?.getReader()
  return response
}
