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
  requestBy,
  servedNow,
  throughPage,
  UNTIL,
} from './page.ts'

const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }
const cancelled = E.left(unreachable('cancelled', 'unknown'))

const untilHit = (port: number) => expect.poll(() => node.faultsLeft(port), UNTIL).toBe(0)
const untilGone = (port: number, exchange: string) => expect.poll(() => node.exchanges(port), UNTIL).toContain(exchange)

/** The requests that a connection makes, in their order. */
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
  test.each(requests)('while %s %s is on its way: it is taken back, and nothing follows', async (method, path) => {
    const { port, userId } = await openBank()
    const bank = openPageBank(urlOf(port), port)
    await node.disturb(port, { fault: 'hang', method, path, times: 1 })
    const opened = openConnection(bank, { userId, institutionId: 'AU00002' })
    if (E.isLeft(opened)) throw new Error(opened.left.remedy)
    const handle = opened.right
    handle.subscribe((view) => {
      if (view._tag === 'Collecting') handle.submit(credentials)
      if (view._tag === 'Challenged') handle.answer(['Hooli'])
    })
    await untilHit(port)
    const served = servedNow(port)
    handle.cancel()
    expect(await handle.ended()).toMatchObject(E.left({ _tag: 'Cancelled' }))
    await untilGone(port, `${method} ${path} null`)
    // Long enough for several looks at a job.
    await bank.clock.sleep(20_000, neverAborted)
    expect(servedNow(port)).toBe(served)
  })
})

describe('a call that is stopped in the middle of its answer', () => {
  test.each([
    ['of which half is there', { say: 'half', after: 'hang' }],
    ['that drips', { say: 'drip' }],
    ['that has not begun', { say: 'hang' }],
  ] as const)('%s settles at once, and the server sees its connection end', async (_, said) => {
    const port = await openServer(said)
    const bank = openFetchBank({ token: anyToken, baseUrl: throughPage(port) })
    const controller = new AbortController()
    const running = bank.send(requestBy('POST'), controller.signal satisfies AbortSignalLike)()
    await expect.poll(() => node.heard(port), UNTIL).toStrictEqual(['POST /users'])
    controller.abort()
    expect(await running).toStrictEqual(cancelled)
    await expect.poll(() => node.openSockets(port), UNTIL).toBe(0)
    expect(await node.heard(port)).toStrictEqual(['POST /users'])
  })
})
