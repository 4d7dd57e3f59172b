import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { creation, doneJob, jobId } from './fixtures.ts'
import { drip, end, hang, html, JSON_TYPE, json, partialResponse, raw, reset, responseBytes } from './raw-responses.ts'
import { type Handler, inSequence, methodsOf } from './raw-server.ts'
import type { ReceivedRequest, Responder } from './responder.ts'
import { lost, transportFaultCases } from './transport-fault-cases.ts'
import { attemptsIn, fastClock, transports, withBank, withServer } from './with-bank.ts'

const good = json(200, doneJob)
const text = JSON.stringify(doneJob)

const READ = 'GET /jobs/{jobId}'
const CREATE = 'POST /users/{userId}/connections'

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  for (const { id, what, fault, left } of transportFaultCases) {
    test(`${id}: after ${what} a read is retried`, () =>
      withServer(transport, { handler: inSequence(fault, good) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Right', right: { id: jobId } })
        expect(server.requests.length).toBe(2)
      }))

    test(`${id}: ${what} each time fails a read after three attempts, a POST after one`, () =>
      withServer(transport, { handler: inSequence(fault) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(E.left(left))
        expect(await bank.createConnection(creation)()).toMatchObject(E.left(left))
        expect(methodsOf(server.requests)).toStrictEqual(['GET', 'GET', 'GET', 'POST'])
      }))
  }

  describe(`${titleOf('T1')}`, () => {
    test('nothing is delivered', () =>
      withBank(transport, { baseUrl: 'https://bank.invalid' }, async (bank) => {
        expect(await bank.getJob({ jobId })()).toStrictEqual(E.left(unreachable('offline', 'no')))
      }))
  })

  describe(`${titleOf('T2')}`, () => {
    test('nothing is delivered, for a read after three attempts', () =>
      withServer(transport, { handler: inSequence(good) }, async ({ server: { port, requests } }) => {
        // Only the IPv4 loopback listens. A token is provided, so that the request itself is refused.
        const auth = { token: async () => ({ accessToken: 'CANARY-token' }) }
        await withBank(transport, { baseUrl: `http://[::1]:${port}`, auth }, async (bank, events) => {
          const never = E.left(unreachable('offline', 'no'))
          expect(await bank.getJob({ jobId })()).toStrictEqual(never)
          expect(await bank.createConnection(creation)()).toStrictEqual(never)
          expect(attemptsIn(events)).toStrictEqual([...Array(3).fill(READ), CREATE])
        })
        expect(requests.length).toBe(0)
      }))
  })

  describe(`${titleOf('T7')}`, () => {
    test('a read is retried after the headers timeout', () =>
      withServer(
        transport,
        { handler: inSequence(hang, good) },
        async ({ bank, server }) => {
          expect((await bank.getJob({ jobId })())._tag).toBe('Right')
          expect(server.requests.length).toBe(2)
        },
        { limits: { headersTimeoutMs: 700 }, clock: fastClock(1) },
      ))

    test('a POST fails after the headers timeout, delivery unknown', () =>
      withServer(
        transport,
        { handler: inSequence(hang) },
        async ({ bank, server }) => {
          expect(await bank.createConnection(creation)()).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
          expect(server.requests.length).toBe(1)
        },
        { limits: { headersTimeoutMs: 700 }, clock: fastClock(1) },
      ))
  })

  describe(`${titleOf('T8')}`, () => {
    test('a pause longer than the body timeout ends the attempt', () =>
      withServer(
        transport,
        { handler: inSequence(raw(partialResponse(doneJob)), good) },
        async ({ bank, server }) => {
          expect((await bank.getJob({ jobId })())._tag).toBe('Right')
          expect(server.requests.length).toBe(2)
        },
        { limits: { bodyTimeoutMs: 700 }, clock: fastClock(1) },
      ))

    test('incoming bytes do not extend the call', () =>
      withServer(
        transport,
        { handler: inSequence(drip(responseBytes(200, { ...JSON_TYPE, 'content-length': '9999' }), 20)) },
        async ({ bank, server }) => {
          const startedAt = bank.clock.now()
          expect(await bank.getJob({ jobId })()).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
          expect(bank.clock.now() - startedAt).toBeLessThan(30_000)
          await server.closed(server.requests.map(({ connection }) => connection))
        },
        { limits: { callTimeoutMs: 10_000 } },
      ))
  })

  describe.each([
    ['T9', 'a server that never responds', hang],
    ['T11', 'a server that stops reading', ((socket) => void socket.pause()) satisfies Responder],
  ] as const)('%s: %s', (_, __, fault) => {
    test('ends in a timeout, and its connection is dropped', () =>
      withServer(
        transport,
        { handler: inSequence(fault) },
        async ({ bank, server }) => {
          const startedAt = bank.clock.now()
          expect(await bank.createConnection(creation)()).toStrictEqual(E.left(unreachable('timeout', 'unknown')))
          const tookMs = bank.clock.now() - startedAt
          await server.closed(server.requests.map(({ connection }) => connection))
          expect(tookMs).toBeGreaterThanOrEqual(10_000)
          expect(tookMs).toBeLessThan(30_000)
        },
        { limits: { callTimeoutMs: 10_000 } },
      ))
  })

  describe.each([
    ['reset', reset],
    ['closed', end],
  ] as const)(`${titleOf('T10')} It is %s when the next request is sent.`, (_, die) => {
    /** After the first response, all connections so far are dead. */
    const dying = () => {
      let kept = 0
      const handler: Handler = ({ connection }, nth) => {
        if (nth === 1) kept = connection
        return nth === 1 || connection > kept ? good : die
      }
      return { handler, isKept: ({ connection }: ReceivedRequest): boolean => connection <= kept }
    }

    test('a read is retried on another connection', () => {
      const { handler, isKept } = dying()
      return withServer(transport, { handler }, async ({ bank, server }) => {
        await bank.getJob({ jobId })()
        expect((await bank.getJob({ jobId })())._tag).toBe('Right')
        const used = server.requests.map(isKept)
        expect(used[1]).toBe(true)
        expect(used.at(-1)).toBe(false)
      })
    })

    test('a POST is lost and not retried', () => {
      const { handler, isKept } = dying()
      return withServer(transport, { handler }, async ({ bank, server }) => {
        await bank.getJob({ jobId })()
        expect(await bank.createConnection(creation)()).toStrictEqual(E.left(lost))
        expect(methodsOf(server.requests)).toStrictEqual(['GET', 'POST'])
        expect(server.requests.map(isKept)).toStrictEqual([true, true])
      })
    })
  })

  describe(`${titleOf('T12')}`, () => {
    test('it is reported, except where the platform hides it', () =>
      withServer(transport, { handler: inSequence(html(407)) }, async ({ bank, server }) => {
        // The fetch standard turns a 407 into a network error.
        const seen = {
          undici: [{ _tag: 'Refused', status: 407, code: 'unknown', detail: null, correlationId: null }, 1],
          fetch: [lost, 3],
        }
        const job = await bank.getJob({ jobId })()
        expect(job).toStrictEqual(E.left(seen[transport.name][0]))
        expect(server.requests.length).toStrictEqual(seen[transport.name][1])
      }))
  })

  describe(`${titleOf('T13')}`, () => {
    test('an unsolicited response is not read as the next one', () => {
      const uninvited = responseBytes(200, JSON_TYPE, JSON.stringify({ ...doneJob, id: 'job-of-somebody-else' }))
      const handler = inSequence(raw(responseBytes(200, JSON_TYPE, text), uninvited), good)
      return withServer(transport, { handler }, async ({ bank }) => {
        const jobs = [await bank.getJob({ jobId })(), await bank.getJob({ jobId })(), await bank.getJob({ jobId })()]
        expect(jobs.map((job) => E.isRight(job) && job.right.id)).toStrictEqual([jobId, jobId, jobId])
      })
    })
  })

  test('a closed bank aborts pending requests and sends no more', () =>
    withServer(transport, { handler: inSequence(good, hang) }, async ({ bank, server }) => {
      await bank.getJob({ jobId })()
      const waiting = [bank.getJob({ jobId })(), bank.createConnection(creation)()]
      while (server.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 1))
      await bank.close()
      const dropped = E.left(unreachable('cancelled', 'unknown'))
      expect(await Promise.all(waiting)).toStrictEqual([dropped, dropped])
      await server.closed(server.requests.slice(1).map(({ connection }) => connection))
      expect(await bank.getJob({ jobId })()).toStrictEqual(E.left(unreachable('cancelled', 'no')))
      expect(server.requests.length).toBe(3)
    }))
})

// The connections of fetch belong to the platform, which keeps idle ones for a while.
test('over undici, a closed bank leaves no idle connection open', async () => {
  await withServer(transports[0], { handler: inSequence(good) }, async ({ bank, server }) => {
    await Promise.all([bank.getJob({ jobId })(), bank.getJob({ jobId })(), bank.getJob({ jobId })()])
    expect(server.openSockets()).toBeGreaterThan(1)
    await bank.close()
    const closedAt = Date.now()
    await server.closed()
    expect(server.openSockets()).toBe(0)
    // Idle connections would otherwise close after four seconds.
    expect(Date.now() - closedAt).toBeLessThan(2_000)
  })
})
