import { neverAborted } from '@bank-connection/core/adapter'
import { expect, test } from 'vitest'
import { anyToken, node, openFetchBank, openServer, requestBy, throughPage } from './page.ts'

test.each([
  ['may be kept for ten minutes', { 'cache-control': 'max-age=600' }],
  ['has not changed for years', { 'last-modified': 'Mon, 05 Jan 2015 00:00:00 GMT' }],
  ['has a version', { etag: '"1"' }],
])('an answer that %s is neither kept by the browser nor given again', async (_, headers) => {
  const port = await openServer({ say: 'json', status: 200, value: {}, headers })
  const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
  for (let nth = 0; nth < 3; nth++) await bank.send(requestBy('GET'), neverAborted)()
  expect(await node.heard(port)).toStrictEqual(['GET /users', 'GET /users', 'GET /users'])
  // What was kept would be found without asking anyone.
  const kept = { cache: 'only-if-cached', mode: 'same-origin' } as const
  await expect(fetch(`${throughPage(port)}/users`, kept)).rejects.toThrow()
})
