import { connect } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import {
  acrossOrigins,
  anyToken,
  node,
  openBank,
  openFetchBank,
  openPageBank,
  openServer,
  requestBy,
  throughPage,
} from './page.ts'

// Chromium silently resends requests of any method: docs/faults.md.
test('a create that fails on a kept-alive connection is resent by the browser, not by the adapter', async () => {
  const good = { kind: 'json', status: 200, value: {} } as const
  const port = await openServer(good, { kind: 'reset' }, good)
  const attempts: string[] = []
  const hooks = { onRequest: ({ method }: { readonly method: string }) => void attempts.push(method) }
  const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port), hooks })
  await bank.send(requestBy('GET'), neverAborted)()
  expect(E.isRight(await bank.send(requestBy('POST'), neverAborted)())).toBe(true)
  expect(attempts).toStrictEqual(['GET', 'POST'])
  expect(await node.received(port)).toStrictEqual(['GET /users', 'POST /users', 'POST /users'])
})

test.each([
  ['through the server of the page', throughPage],
  ['across origins', acrossOrigins],
])('a create whose response is lost %s, and which the browser resends, creates one connection', async (_, urlOf) => {
  const { port, userId } = await openBank()
  const bank = openPageBank(urlOf(port), port)
  await node.injectFault(port, { fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
  const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
  expect(await connect(bank, { userId, institutionId: 'AU00000', credentials })()).toMatchObject(E.right({ userId }))
  expect(await node.connectionCount(port)).toBe(1)
})
