import { connect } from '@bank-connection/core'
import { createAbortController, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import {
  anyToken,
  node,
  openBank,
  openFetchBank,
  openPageBank,
  openServer,
  POLL,
  requestBy,
  throughPage,
  tokenProviderFor,
} from './page.ts'

const good = { kind: 'json', status: 200, value: {} } as const

test('a connection whose token expires at the challenge continues with a new one from the server of the page', async () => {
  const { port, userId } = await openBank()
  const asked: string[] = []
  let before = 0
  const provide = tokenProviderFor(port)
  const bank = openPageBank(throughPage(port), port, {
    token: (scope, signal) => {
      asked.push(scope)
      return provide(scope, signal)
    },
  })
  const onChallenge = async () => {
    before = asked.length
    await node.applyEvent(port, { event: 'tokens-expire' })
    return ['Hooli']
  }
  const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
  const end = await connect(bank, { userId, institutionId: 'AU00002', credentials, onChallenge })()
  expect(end).toMatchObject(E.right({ userId }))
  const renewed = asked.slice(before)
  expect(renewed.length).toBeGreaterThan(0)
  // At most one per scope.
  expect(renewed).toStrictEqual([...new Set(renewed)])
})

test('a route without a token is a failure of the provider, and no request is sent', async () => {
  const port = await openServer(good)
  const token = async (): Promise<never> => {
    throw new Error(`HTTP ${(await fetch('/token-of/1/none')).status}`)
  }
  const bank = openFetchBank({ token, baseUrl: throughPage(port) })
  expect(await bank.send(requestBy('GET'), neverAborted)()).toMatchObject(
    E.left({ _tag: 'TokenUnavailable', reason: 'provider' }),
  )
  expect(await node.received(port)).toStrictEqual([])
})

test('a route that hangs is aborted with the bank, and no request is sent', async () => {
  const [route, port] = [await openServer({ kind: 'hang' }), await openServer(good)]
  const token = async (_: string, signal: AbortSignal): Promise<never> => {
    await fetch(`${throughPage(route)}/basiq-token`, { method: 'POST', signal })
    throw new Error('unexpected response')
  }
  const bank = openFetchBank({ token, baseUrl: throughPage(port) })
  const source = createAbortController()
  const running = bank.send(requestBy('GET'), source.signal)()
  await expect.poll(() => node.received(route), POLL).toStrictEqual(['POST /basiq-token'])
  source.abort()
  expect(await running).toStrictEqual(E.left(unreachable('cancelled', 'no')))
  await bank.close()
  await expect.poll(() => node.openSockets(route), POLL).toBe(0)
  expect(await node.received(port)).toStrictEqual([])
})

test.each([401, 403])(
  'a token that is rejected with %i is renewed once, and a create is sent with the new one',
  async (status) => {
    const detail = 'Token has expired'
    const value = {
      type: 'list',
      correlationId: 'c-1',
      data: [{ type: 'error', code: 'access-denied', title: 'no', detail }],
    }
    const port = await openServer({ kind: 'json', status, value }, good)
    const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
    expect(await bank.send(requestBy('POST'), neverAborted)()).toMatchObject(E.right({ status: 200 }))
    expect(await node.received(port)).toStrictEqual(['POST /users', 'POST /users'])
  },
)
