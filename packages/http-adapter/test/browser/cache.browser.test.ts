import { neverAborted } from '@bank-connection/core/adapter'
import { expect, test } from 'vitest'
import { anyToken, node, openFetchBank, openServer, requestBy, throughPage } from './page.ts'

test.each([
  ['may be cached for ten minutes', { 'cache-control': 'max-age=600' }],
  ['has not changed for years', { 'last-modified': 'Mon, 05 Jan 2015 00:00:00 GMT' }],
  ['has a version', { etag: '"1"' }],
])('a response that %s is neither cached nor reused by the browser', async (_, headers) => {
  const port = await openServer({ kind: 'json', status: 200, value: {}, headers })
  const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
  for (let nth = 0; nth < 3; nth++) await bank.send(requestBy('GET'), neverAborted)()
  expect(await node.received(port)).toStrictEqual(['GET /users', 'GET /users', 'GET /users'])
  // A cached response would be found without a request.
  const kept = { cache: 'only-if-cached', mode: 'same-origin' } as const
  await expect(fetch(`${throughPage(port)}/users`, kept)).rejects.toThrow()
})
