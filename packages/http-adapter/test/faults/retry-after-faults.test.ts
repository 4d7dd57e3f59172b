import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { creation, doneJob, jobId } from './fixtures.ts'
import { json, refusal } from './raw-responses.ts'
import { inSequence, methodsOf } from './raw-server.ts'
import type { ReceivedRequest, Responder } from './responder.ts'
import { fastClock, transports, withServer } from './with-bank.ts'

const good = json(200, doneJob)

const tooMany = (retryAfter: string | readonly string[]): Responder =>
  refusal(429, 'too-many-requests', 'Slow down', { 'retry-after': retryAfter })

const refused = (status: number) => ({ _tag: 'Left', left: { _tag: 'Refused', status } })
const isJob = { _tag: 'Right', right: { id: jobId } }

/** Time between the first two requests, in milliseconds of a clock that is `speed` times as fast. */
const gapMs = ([first, second]: readonly ReceivedRequest[], speed: number): number =>
  ((second?.at ?? 0) - (first?.at ?? 0)) * speed

/** Speed of the clock in tests that wait for seconds. */
const HURRY = 40

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  test.each([
    ['H1', 'of 40 seconds', '40', 40_000, 120_000],
    ['H4', 'of 20 and of 40 seconds', ['20', '40'], 40_000, 120_000],
    ['H3', 'that has passed', 'Mon, 05 Jan 2026 09:00:00 GMT', 0, 38_000],
    ['H3', 'in an obsolete form', 'Monday, 05-Jan-26 09:00:00 GMT', 0, 38_000],
    ['H4', 'of -40', '-40', 0, 38_000],
    ['H4', 'of NaN', 'NaN', 0, 38_000],
    ['H4', 'of 60.5', '60.5', 0, 38_000],
    ['H5', 'that is empty', '', 0, 38_000],
  ] as const)('%s: after 429 with a Retry-After %s a read is retried in time', (_, __, header, from, until) =>
    withServer(
      transport,
      { handler: inSequence(tooMany(header), good) },
      async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(server.requests.length).toBe(2)
        const waitedMs = gapMs(server.requests, HURRY)
        expect(waitedMs).toBeGreaterThanOrEqual(from)
        expect(waitedMs).toBeLessThan(until)
      },
      { clock: fastClock(HURRY) },
    ),
  )

  describe(`${titleOf('H2')}`, () => {
    test('a read is retried at that time, not earlier', () => {
      const clock = fastClock(HURRY)
      // Dates have no milliseconds: 40 s from now is more than 38 s away.
      const date = new Date(clock.now() + 40_000).toUTCString()
      return withServer(
        transport,
        { handler: inSequence(tooMany(date), good) },
        async ({ bank, server }) => {
          expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
          expect(server.requests.length).toBe(2)
          expect(gapMs(server.requests, HURRY)).toBeGreaterThanOrEqual(30_000)
        },
        { clock },
      )
    })
  })

  describe(`${titleOf('H1')}`, () => {
    test('other calls wait as well, and a POST is not retried', () =>
      withServer(transport, { handler: inSequence(tooMany('20'), good) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toMatchObject(refused(429))
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(methodsOf(server.requests)).toStrictEqual(['POST', 'GET'])
        expect(gapMs(server.requests, 20)).toBeGreaterThanOrEqual(19_900)
      }))
  })

  describe(`${titleOf('H4')}`, () => {
    test.each([
      ['1e9', '1000000000'],
      ['a date in 2099', 'Thu, 01 Jan 2099 00:00:00 GMT'],
      ['both', ['1', '1000000000']],
    ] as const)('the call fails at once when it is %s', async (_, header) => {
      const startedAt = Date.now()
      await withServer(
        transport,
        { handler: inSequence(tooMany(header), good) },
        async ({ bank, server }) => {
          expect(await bank.getJob({ jobId })()).toMatchObject(refused(429))
          expect(server.requests.length).toBe(1)
          // Further calls fail without a request.
          expect(await bank.getJob({ jobId })()).toStrictEqual(E.left(unreachable('busy', 'no')))
          expect(server.requests.length).toBe(1)
        },
        { clock: fastClock(1), limits: { callTimeoutMs: 50_000 } },
      )
      expect(Date.now() - startedAt).toBeLessThan(5_000)
    })
  })

  describe(`${titleOf('H8')}`, () => {
    test('a read is retried after that time, not earlier', () =>
      withServer(
        transport,
        { handler: inSequence(refusal(503, 'service-unavailable', 'Later', { 'retry-after': '30' }), good) },
        async ({ bank, server }) => {
          expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
          expect(server.requests.length).toBe(2)
          expect(gapMs(server.requests, HURRY)).toBeGreaterThanOrEqual(29_900)
        },
      ))
  })
})
