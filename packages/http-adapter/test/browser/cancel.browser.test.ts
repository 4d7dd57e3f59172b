import { openConnection } from '@bank-connection/core'
import { type AbortSignalLike, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import {
  acrossOrigins,
  anyToken,
  node,
  openBank,
  openFetchBank,
  openPageBank,
  openServer,
  POLL,
  requestBy,
  servedNow,
  throughPage,
} from './page.ts'

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
const cancelled = E.left(unreachable('cancelled', 'unknown'))

const untilFaultOccurred = (port: number) => expect.poll(() => node.faultsLeft(port), POLL).toBe(0)
const untilFinished = (port: number, exchange: string) =>
  expect.poll(() => node.exchanges(port), POLL).toContain(exchange)

/** The requests of a connection in order. */
const requests = [
  ['GET', '/institutions/{institutionId}'],
  ['POST', '/users/{userId}/connections'],
  ['GET', '/jobs/{jobId}'],
  ['POST', '/jobs/{jobId}/mfa'],
] as const

describe.each([
  ['through the server of the page', throughPage],
  ['across origins', acrossOrigins],
])('a connection that is cancelled, %s', (_, urlOf) => {
  test.each(requests)('during %s %s: the request is aborted, and no other follows', async (method, path) => {
    const { port, userId } = await openBank()
    const bank = openPageBank(urlOf(port), port)
    await node.injectFault(port, { fault: 'hang', method, path, times: 1 })
    const opened = openConnection(bank, { userId, institutionId: 'AU00002' })
    if (E.isLeft(opened)) throw new Error(opened.left.remedy)
    const handle = opened.right
    handle.subscribe((view) => {
      if (view._tag === 'Collecting') handle.submit(credentials)
      if (view._tag === 'Challenged') handle.answer(['Hooli'])
    })
    await untilFaultOccurred(port)
    const served = servedNow(port)
    handle.cancel()
    expect(await handle.ended()).toMatchObject(E.left({ _tag: 'Cancelled' }))
    await untilFinished(port, `${method} ${path} null`)
    // Long enough for several polls.
    await bank.clock.sleep(20_000, neverAborted)
    expect(servedNow(port)).toBe(served)
  })
})

describe('a call that is aborted during a response', () => {
  test.each([
    ['that is half complete', { kind: 'half', after: 'hang' }],
    ['that drips', { kind: 'drip' }],
    ['that has not started', { kind: 'hang' }],
  ] as const)('%s settles at once, and its connection closes', async (_, spec) => {
    const port = await openServer(spec)
    const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
    const controller = new AbortController()
    const running = bank.send(requestBy('POST'), controller.signal satisfies AbortSignalLike)()
    await expect.poll(() => node.received(port), POLL).toStrictEqual(['POST /users'])
    controller.abort()
    expect(await running).toStrictEqual(cancelled)
    await expect.poll(() => node.openSockets(port), POLL).toBe(0)
    expect(await node.received(port)).toStrictEqual(['POST /users'])
  })
})
