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
  requestBy,
  throughPage,
  UNTIL,
} from './page.ts'
import type { ResponseSpec } from './response-spec.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const BYTES_MAX = 100_000
const limits = { headersTimeoutMs: 500, bodyTimeoutMs: 500, bodyBytesMax: BYTES_MAX }
const lost = unreachable('offline', 'unknown')
const late = unreachable('timeout', 'unknown')
const tooLarge = malformedResponse(`${BYTES_MAX} bytes`, [''], 'tooLarge')

test.each<readonly [string, ResponseSpec, PortError]>([
  ['never begins', { say: 'hang' }, late],
  ['stops in the middle', { say: 'half', after: 'hang' }, late],
  ['drips for ever', { say: 'drip' }, late],
  ['is reset in the middle', { say: 'half', after: 'reset' }, lost],
  ['ends in the middle', { say: 'half', after: 'end' }, lost],
  ['declares too much', { say: 'flood', bytes: 10_000_000, framing: 'length' }, tooLarge],
  ['gives too much', { say: 'flood', bytes: 10_000_000, framing: 'chunked' }, tooLarge],
  [
    'is broken JSON',
    { say: 'text', status: 200, text: '{"id":}', headers: JSON_TYPE },
    malformedResponse('JSON', [''], 'notJson'),
  ],
  [
    'breaks off in good order',
    { say: 'text', status: 200, text: '{"id":"us', headers: JSON_TYPE },
    malformedResponse('whole body', [''], 'truncated'),
  ],
  [
    'is a page',
    { say: 'text', status: 200, text: '<html></html>', headers: { 'content-type': 'text/html' } },
    malformedResponse('application/json', [''], 'contentType'),
  ],
  [
    'is empty',
    { say: 'text', status: 200, text: '', headers: JSON_TYPE },
    malformedResponse('body in JSON', [''], 'empty'),
  ],
])('an answer that %s is a failure, is let go, and its request is not sent again', async (_, said, failure) => {
  const port = await openServer(said)
  const bank = openFetchBank({
    token: anyToken,
    baseUrl: throughPage(port),
    // Only what drips lasts until the end of its call: for the others that would be longer than a test may take.
    limits: said.say === 'drip' ? { ...limits, callTimeoutMs: 1_000 } : limits,
    retry: { attemptsMax: 1 },
  })
  expect(await bank.send(requestBy('GET'), neverAborted)()).toStrictEqual(E.left(failure))
  await bank.close()
  await expect.poll(() => node.openSockets(port), UNTIL).toBe(0)
  expect(await node.heard(port)).toStrictEqual(['GET /users'])
})

test.each([
  ['through the server of the page', throughPage],
  ['across origins', acrossOrigins],
])('a redirect is not followed %s, wherever it leads', async (_, urlOf) => {
  const { port, userId } = await openBank()
  const bank = openPageBank(urlOf(port), port)
  await node.disturb(port, { fault: 'status', status: 307, path: '/users/{userId}' })
  expect(await bank.getUser({ userId })()).toMatchObject(E.left({ _tag: 'MalformedResponse', reason: 'redirect' }))
  const others = (await node.exchanges(port)).filter((one) => !one.includes('/token') && !one.startsWith('OPTIONS'))
  expect(others).toStrictEqual(['GET /users/{userId} 307'])
})

test('a redirect to the same place is not followed either', async () => {
  const port = await openServer({ say: 'text', status: 302, text: '', headers: { location: 'users' } })
  const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
  // Its status is not shown to a page: 302 stands for all of them.
  expect(await bank.send(requestBy('POST'), neverAborted)()).toStrictEqual(E.right({ status: 302, body: null }))
  expect(await node.heard(port)).toStrictEqual(['POST /users'])
})

test('a refused connection is offline, and may have arrived for all that a browser says', async () => {
  const port = await node.openServer([{ say: 'hang' }])
  await node.closeServer(port)
  const bank = openFetchBank({ token: anyToken, baseUrl: acrossOrigins(port), retry: { attemptsMax: 1 } })
  expect(await bank.send(requestBy('POST'), neverAborted)()).toStrictEqual(E.left(lost))
})

test('an answer to another origin is lost when the server does not let pages read it', async () => {
  const port = await openServer({ say: 'json', status: 200, value: {} })
  const bank = openFetchBank({ token: anyToken, baseUrl: acrossOrigins(port), retry: { attemptsMax: 1 } })
  expect(await bank.send(requestBy('POST'), neverAborted)()).toStrictEqual(E.left(lost))
  expect(await node.heard(port)).toStrictEqual(['OPTIONS /users'])
})

/** How long after the first answer the second request left, on a clock that is twenty times as fast. */
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

test.each([429, 503])(
  '%i is waited out for as long as its Retry-After says, where a page may read it',
  async (status) => {
    const refused = { say: 'json', status, value: {}, headers: { ...CORS, ...SECONDS } } as const
    const exposed = { ...refused, headers: { ...refused.headers, 'access-control-expose-headers': 'retry-after' } }
    const good = { say: 'json', status: 200, value: {}, headers: CORS } as const
    expect(await pauseAfter(throughPage(await openServer(refused, good)))).toBeGreaterThanOrEqual(20_000)
    expect(await pauseAfter(acrossOrigins(await openServer(good, exposed, good)))).toBeGreaterThanOrEqual(20_000)
  },
)

test('a Retry-After that a server does not expose to other origins is not seen', async () => {
  const good = { say: 'json', status: 200, value: {}, headers: CORS } as const
  const refused = { say: 'json', status: 503, value: {}, headers: { ...CORS, ...SECONDS } } as const
  expect(await pauseAfter(acrossOrigins(await openServer(good, refused, good)))).toBeLessThan(20_000)
})

test('a simulated bank lets pages of other origins read its Retry-After', async () => {
  const { port } = await openBank()
  const response = async () => fetch(`${acrossOrigins(port)}/public/institutions`)
  await node.disturb(port, { fault: 'status', status: 503, retryAfter: '7', path: '/public/institutions' })
  expect((await response()).headers.get('retry-after')).toBe('7')
})
