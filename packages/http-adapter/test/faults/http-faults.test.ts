import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { type FaultId, titleOf } from './catalogue.ts'
import { answers, connectionId, creation, doneJob, jobId, userId } from './fixtures.ts'
import { html, JSON_TYPE, json, raw, refusal, reply, responseBytes, tokenExpired } from './raw-responses.ts'
import { inSequence, methodsOf, startRawServer } from './raw-server.ts'
import type { Responder } from './responder.ts'
import { transports, withServer } from './with-bank.ts'

const good = json(200, doneJob)
const started = json(202, { type: 'job', id: jobId })

const tooMany = (retryAfter?: string | readonly string[]): Responder =>
  refusal(429, 'too-many-requests', 'Slow down', retryAfter === undefined ? {} : { 'retry-after': retryAfter })

const refused = (status: number) => ({ _tag: 'Left', left: { _tag: 'Refused', status } })
const malformed = (reason: string) => ({ _tag: 'Left', left: { _tag: 'MalformedResponse', reason } })
const isJob = { _tag: 'Right', right: { id: jobId } }

interface LastingError {
  readonly id: FaultId
  readonly what: string
  readonly fault: Responder
  readonly status: number
  /** Number of attempts of a read when every response is this one. */
  readonly reads: number
}

/** Error responses to every request. A POST is never retried. */
const lasting: readonly LastingError[] = [
  { id: 'H5', what: '429 without Retry-After', fault: tooMany(), status: 429, reads: 3 },
  { id: 'H6', what: '500', fault: refusal(500, 'internal-server-error', 'Oops'), status: 500, reads: 3 },
  { id: 'H7', what: '502 with HTML', fault: html(502), status: 502, reads: 3 },
  { id: 'H8', what: '503', fault: refusal(503, 'service-unavailable', 'Later'), status: 503, reads: 3 },
  { id: 'H9', what: '504', fault: html(504), status: 504, reads: 3 },
  { id: 'H12', what: '403', fault: refusal(403, 'forbidden-access', 'No'), status: 403, reads: 1 },
  { id: 'H12', what: '403 access-denied', fault: refusal(403, 'access-denied', 'No'), status: 403, reads: 1 },
  { id: 'H12', what: '403 of a gateway', fault: html(403), status: 403, reads: 1 },
  { id: 'H13', what: '404', fault: refusal(404, 'resource-not-found', 'No'), status: 404, reads: 1 },
  { id: 'H14', what: '408', fault: reply(408, {}), status: 408, reads: 3 },
  ...[409, 410, 415, 422, 451].map(
    (status): LastingError => ({ id: 'H14', what: String(status), fault: reply(status, {}), status, reads: 1 }),
  ),
]

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  for (const { id, what, fault, status, reads } of lasting)
    test(`${id}: a lasting ${what} fails a read after ${reads === 1 ? 'one attempt' : 'three attempts'}, a POST after one`, () =>
      withServer(transport, { handler: inSequence(fault) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(refused(status))
        expect(await bank.createConnection(creation)()).toMatchObject(refused(status))
        expect(methodsOf(server.requests)).toStrictEqual([...Array(reads).fill('GET'), 'POST'])
        expect(server.tokenRequests.length).toBe(1)
      }))

  describe.each([
    ['H10', 'a 401', refusal(401, 'invalid-authorization-token', 'No')],
    ['H11', 'an expired token', tokenExpired],
  ] as const)('%s: %s', (_, __, fault) => {
    test('is retried with a new token', () =>
      withServer(transport, { handler: inSequence(fault, good) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(server.requests.map(({ headers }) => headers['authorization'])).toStrictEqual([
          'Bearer CANARY-token-SERVER_ACCESS-1',
          'Bearer CANARY-token-SERVER_ACCESS-2',
        ])
      }))

    test('resends a POST with a new token and the same body', () =>
      withServer(transport, { handler: inSequence(fault, started) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toStrictEqual(E.right({ outcome: 'created', jobId }))
        const [first, second] = server.requests
        expect(server.requests.length).toBe(2)
        expect(first?.body === second?.body).toBe(true)
      }))

    test('fails after one new token if it lasts', () =>
      withServer(transport, { handler: inSequence(fault) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Left', left: { _tag: 'Refused' } })
        expect(server.requests.length).toBe(2)
        expect(server.tokenRequests.length).toBe(2)
      }))
  })

  describe(`${titleOf('H15')}`, () => {
    test.each([301, 302, 303, 307, 308])(
      '%s is not followed, neither to the same nor to another origin',
      async (status) => {
        const other = await startRawServer({ handler: inSequence(good) })
        const away = reply(status, { location: `${other.origin}/jobs/${jobId}` })
        const home = reply(status, { location: `/jobs/${jobId}` })
        await withServer(transport, { handler: inSequence(away, away, home, home, good) }, async ({ bank, server }) => {
          const settled = [
            await bank.getJob({ jobId })(),
            await bank.createConnection(creation)(),
            await bank.getJob({ jobId })(),
            await bank.createConnection(creation)(),
          ]
          expect(settled).toMatchObject(Array(4).fill(malformed('redirect')))
          expect(methodsOf(server.requests)).toStrictEqual(['GET', 'POST', 'GET', 'POST'])
        })
        expect(other.connections()).toBe(0)
        await other.close()
      },
    )

    test('a token request does not follow a redirect', async () => {
      const other = await startRawServer({ handler: inSequence(good) })
      const token = inSequence(reply(307, { location: `${other.origin}/token` }))
      await withServer(transport, { handler: inSequence(good), token }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Left', left: { _tag: 'TokenUnavailable' } })
        expect(server.tokenRequests.length).toBe(1)
        expect(server.requests.length).toBe(0)
      })
      expect(other.connections()).toBe(0)
      await other.close()
    })
  })

  describe(`${titleOf('H16')}`, () => {
    test.each([
      [204, 'status'],
      [205, 'empty'],
    ])('%s is malformed, and a POST is not retried', (status, reason) =>
      withServer(transport, { handler: inSequence(reply(status, {})) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(malformed(reason))
        expect(await bank.createConnection(creation)()).toMatchObject(malformed('status'))
        expect(methodsOf(server.requests).filter((method) => method === 'POST').length).toBe(1)
      }),
    )

    test('204 confirms a deletion', () =>
      withServer(transport, { handler: inSequence(reply(204, {})) }, async ({ bank, server }) => {
        expect(await bank.deleteConnection({ userId, connectionId })()).toStrictEqual(E.right(undefined))
        expect(methodsOf(server.requests)).toStrictEqual(['DELETE'])
      }))
  })

  describe(`${titleOf('H17')}`, () => {
    const body = responseBytes(200, JSON_TYPE, JSON.stringify(doneJob))
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'

    test('a response after a hundred hints is read', () =>
      withServer(transport, { handler: inSequence(raw(hint.repeat(100), body)) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(server.requests.length).toBe(1)
      }))

    test.each([
      ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
      ['101', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    ])('after %s a read is retried, and a POST is lost', (_, head) =>
      withServer(
        transport,
        { handler: inSequence(raw(head, body), good, raw(head, body)) },
        async ({ bank, server }) => {
          expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
          expect(await bank.createConnection(creation)()).toStrictEqual(E.left(unreachable('offline', 'unknown')))
          expect(methodsOf(server.requests)).toStrictEqual(['GET', 'GET', 'POST'])
        },
      ),
    )
  })

  describe(`${titleOf('H18')}`, () => {
    test('to a new connection it is malformed, because it names no job', () =>
      withServer(transport, { handler: inSequence(reply(202, {})) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toMatchObject(malformed('empty'))
        expect(server.requests.length).toBe(1)
      }))

    test('to a challenge response it is success', () =>
      withServer(transport, { handler: inSequence(reply(202, {})) }, async ({ bank, server }) => {
        expect(await bank.answerMfa({ jobId, answers })()).toStrictEqual(E.right(undefined))
        expect(server.requests.length).toBe(1)
      }))
  })

  describe(`${titleOf('H19')}`, () => {
    test.each([
      [200, 'alreadyRunning'],
      [202, 'created'],
    ] as const)('%s means %s', (status, outcome) =>
      withServer(transport, { handler: inSequence(json(status, { id: jobId })) }, async ({ bank }) => {
        expect(await bank.createConnection(creation)()).toStrictEqual(E.right({ outcome, jobId }))
      }),
    )
  })
})
