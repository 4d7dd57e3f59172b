import type { PortError } from '@bank-connection/core'
import { malformedResponse, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import {
  acrossOrigins,
  anyToken,
  fastClock,
  longTimeouts,
  node,
  openBank,
  openFetchBank,
  openPageBank,
  openServer,
  POLL,
  requestBy,
  throughPage,
} from './page.ts'
import type { ResponseSpec } from './response-spec.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const BYTES_MAX = 100_000
const limits = { headersTimeoutMs: 500, bodyTimeoutMs: 500, bodyBytesMax: BYTES_MAX }
const lost = unreachable('offline', 'unknown')
const late = unreachable('timeout', 'unknown')
const tooLarge = malformedResponse(`${BYTES_MAX} bytes`, [''], 'tooLarge')

test.each<readonly [string, ResponseSpec, PortError]>([
  ['never starts', { kind: 'hang' }, late],
  ['pauses in the middle', { kind: 'half', after: 'hang' }, late],
  ['drips endlessly', { kind: 'drip' }, late],
  ['is reset in the middle', { kind: 'half', after: 'reset' }, lost],
  ['ends in the middle', { kind: 'half', after: 'end' }, lost],
  ['announces too many bytes', { kind: 'flood', bytes: 10_000_000, framing: 'length' }, tooLarge],
  ['has too many bytes', { kind: 'flood', bytes: 10_000_000, framing: 'chunked' }, tooLarge],
  [
    'is broken JSON',
    { kind: 'text', status: 200, text: '{"id":}', headers: JSON_TYPE },
    malformedResponse('JSON', [''], 'notJson'),
  ],
  [
    'is truncated JSON',
    { kind: 'text', status: 200, text: '{"id":"us', headers: JSON_TYPE },
    malformedResponse('whole body', [''], 'truncated'),
  ],
  [
    'is an HTML page',
    { kind: 'text', status: 200, text: '<html></html>', headers: { 'content-type': 'text/html' } },
    malformedResponse('application/json', [''], 'contentType'),
  ],
  [
    'is empty',
    { kind: 'text', status: 200, text: '', headers: JSON_TYPE },
    malformedResponse('body in JSON', [''], 'empty'),
  ],
])(
  'a response that %s is a failure, its connection closes, and the request is not retried',
  async (_, spec, failure) => {
    const port = await openServer(spec)
    const bank = openFetchBank({
      token: anyToken,
      baseUrl: throughPage(port),
      // Only the dripping body lasts until the timeout of the call.
      limits: spec.kind === 'drip' ? { ...limits, callTimeoutMs: 1_000 } : limits,
      retry: { attemptsMax: 1 },
    })
    expect(await bank.send(requestBy('GET'), neverAborted)()).toStrictEqual(E.left(failure))
    await bank.close()
    await expect.poll(() => node.openSockets(port), POLL).toBe(0)
    expect(await node.received(port)).toStrictEqual(['GET /users'])
  },
)

test.each([
  ['through the server of the page', throughPage],
  ['across origins', acrossOrigins],
])('a redirect is not followed %s', async (_, urlOf) => {
  const { port, userId } = await openBank()
  const bank = openPageBank(urlOf(port), port)
  await node.injectFault(port, { fault: 'status', status: 307, path: '/users/{userId}' })
  expect(await bank.getUser({ userId })()).toMatchObject(E.left({ _tag: 'MalformedResponse', reason: 'redirect' }))
  const others = (await node.exchanges(port)).filter((one) => !one.includes('/token') && !one.startsWith('OPTIONS'))
  expect(others).toStrictEqual(['GET /users/{userId} 307'])
})

test('a redirect to the same origin is not followed either', async () => {
  const port = await openServer({ kind: 'text', status: 302, text: '', headers: { location: 'users' } })
  const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
  // Browsers hide the status: the adapter reports 302 for all redirects.
  expect(await bank.send(requestBy('POST'), neverAborted)()).toStrictEqual(E.right({ status: 302, body: null }))
  expect(await node.received(port)).toStrictEqual(['POST /users'])
})

test('a refused connection is offline, delivery unknown, because browsers do not say more', async () => {
  const port = await node.openServer([{ kind: 'hang' }])
  await node.closeServer(port)
  const bank = openFetchBank({ token: anyToken, baseUrl: acrossOrigins(port), retry: { attemptsMax: 1 } })
  expect(await bank.send(requestBy('POST'), neverAborted)()).toStrictEqual(E.left(lost))
})

test('a cross-origin response is lost without CORS headers', async () => {
  const port = await openServer({ kind: 'json', status: 200, value: {} })
  const bank = openFetchBank({ token: anyToken, baseUrl: acrossOrigins(port), retry: { attemptsMax: 1 } })
  expect(await bank.send(requestBy('POST'), neverAborted)()).toStrictEqual(E.left(lost))
  expect(await node.received(port)).toStrictEqual(['OPTIONS /users'])
})

/** Time between the first two requests, in milliseconds of the fast clock. */
const pauseAfter = async (baseUrl: string, token = anyToken): Promise<number> => {
  const at: number[] = []
  const hooks = {
    onRequest: (event: { readonly template: string; readonly at: number }) => {
      if (event.template !== '/token') at.push(event.at)
    },
  }
  const bank = openFetchBank({ token, baseUrl, hooks, clock: fastClock(), limits: longTimeouts, random: () => 0 })
  expect(await bank.send(requestBy('GET'), neverAborted)()).toMatchObject(E.right({ status: 200 }))
  const [first = 0, second = 0] = at
  return second - first
}

const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type' }
const SECONDS = { 'retry-after': '20' }

test.each([429, 503])('%i is retried after its Retry-After, where a page may read it', async (status) => {
  const refused = { kind: 'json', status, value: {}, headers: { ...CORS, ...SECONDS } } as const
  const exposed = { ...refused, headers: { ...refused.headers, 'access-control-expose-headers': 'retry-after' } }
  const good = { kind: 'json', status: 200, value: {}, headers: CORS } as const
  expect(await pauseAfter(throughPage(await openServer(refused, good)))).toBeGreaterThanOrEqual(20_000)
  expect(await pauseAfter(acrossOrigins(await openServer(good, exposed, good)))).toBeGreaterThanOrEqual(20_000)
})

test('a Retry-After that is not exposed to other origins is ignored', async () => {
  const good = { kind: 'json', status: 200, value: {}, headers: CORS } as const
  const refused = { kind: 'json', status: 503, value: {}, headers: { ...CORS, ...SECONDS } } as const
  expect(await pauseAfter(acrossOrigins(await openServer(good, refused, good)))).toBeLessThan(20_000)
})

test('a simulated bank exposes its Retry-After to other origins', async () => {
  const { port } = await openBank()
  const response = async () => fetch(`${acrossOrigins(port)}/public/institutions`)
  await node.injectFault(port, { fault: 'status', status: 503, retryAfter: '7', path: '/public/institutions' })
  expect((await response()).headers.get('retry-after')).toBe('7')
})
