import { unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { type FaultId, titleOf } from './catalogue.ts'
import { answers, connectionId, credentials, doneJob, institutionId, jobId, userId } from './fixtures.ts'
import { answerOf, html, JSON_TYPE, json, raw, refusal, reply, tokenExpired } from './raw-responses.ts'
import { type Behaviour, type Heard, inTurn, startRawServer } from './raw-server.ts'
import { onStage, transports } from './with-bank.ts'

const creation = { userId, institutionId, credentials }
const good = json(200, doneJob)
const started = json(202, { type: 'job', id: jobId })

const tooMany = (retryAfter?: string | readonly string[]): Behaviour =>
  refusal(429, 'too-many-requests', 'Slow down', retryAfter === undefined ? {} : { 'retry-after': retryAfter })

const refused = (status: number) => ({ _tag: 'Left', left: { _tag: 'Refused', status } })
const malformed = (reason: string) => ({ _tag: 'Left', left: { _tag: 'MalformedResponse', reason } })
const isJob = { _tag: 'Right', right: { id: jobId } }

const methodsOf = (heard: readonly Heard[]): readonly string[] => heard.map(({ method }) => method)

interface Refusal {
  readonly id: FaultId
  readonly what: string
  readonly fault: Behaviour
  readonly status: number
  /** How often a read is asked for when the refusal lasts. */
  readonly reads: number
}

/** Refusals that last. A POST is never repeated. */
const refusals: readonly Refusal[] = [
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
    (status): Refusal => ({ id: 'H14', what: String(status), fault: reply(status, {}), status, reads: 1 }),
  ),
]

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  for (const { id, what, fault, status, reads } of refusals)
    test(`${id}: ${what} for ever ends a read after ${reads === 1 ? 'one attempt' : 'three'}, a POST after one`, () =>
      onStage(transport, { script: inTurn(fault) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(refused(status))
        expect(await bank.createConnection(creation)()).toMatchObject(refused(status))
        expect(methodsOf(server.heard)).toStrictEqual([...Array(reads).fill('GET'), 'POST'])
        expect(server.tokensAsked.length).toBe(1)
      }))

  describe.each([
    ['H10', 'a 401', refusal(401, 'invalid-authorization-token', 'No')],
    ['H11', 'an expired token', tokenExpired],
  ] as const)('%s: %s', (_, __, fault) => {
    test('is made up for by a new token, for a read and for a POST', () =>
      onStage(transport, { script: inTurn(fault, good) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(server.heard.map(({ headers }) => headers['authorization'])).toStrictEqual([
          'Bearer CANARY-token-SERVER_ACCESS-1',
          'Bearer CANARY-token-SERVER_ACCESS-2',
        ])
      }))

    test('lets a POST in with a new token, with the same body', () =>
      onStage(transport, { script: inTurn(fault, started) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toStrictEqual(E.right({ outcome: 'created', jobId }))
        const [first, second] = server.heard
        expect([server.heard.length, first?.body === second?.body]).toStrictEqual([2, true])
      }))

    test('that lasts is a refusal after one new token', () =>
      onStage(transport, { script: inTurn(fault) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Left', left: { _tag: 'Refused' } })
        expect([server.heard.length, server.tokensAsked.length]).toStrictEqual([2, 2])
      }))
  })

  describe(titleOf('H15'), () => {
    test.each([301, 302, 303, 307, 308])(
      '%s is not followed, neither to the same nor to another origin',
      async (status) => {
        const other = await startRawServer({ script: inTurn(good) })
        const away = reply(status, { location: `${other.origin}/jobs/${jobId}` })
        const home = reply(status, { location: `/jobs/${jobId}` })
        await onStage(transport, { script: inTurn(away, away, home, home, good) }, async ({ bank, server }) => {
          const settled = [
            await bank.getJob({ jobId })(),
            await bank.createConnection(creation)(),
            await bank.getJob({ jobId })(),
            await bank.createConnection(creation)(),
          ]
          expect(settled).toMatchObject(Array(4).fill(malformed('redirect')))
          expect(methodsOf(server.heard)).toStrictEqual(['GET', 'POST', 'GET', 'POST'])
        })
        expect(other.connections()).toBe(0)
        await other.close()
      },
    )

    test('a token is not fetched from where a redirect leads', async () => {
      const other = await startRawServer({ script: inTurn(good) })
      const token = inTurn(reply(307, { location: `${other.origin}/token` }))
      await onStage(transport, { script: inTurn(good), token }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject({ _tag: 'Left', left: { _tag: 'TokenUnavailable' } })
        expect([server.tokensAsked.length, server.heard.length]).toStrictEqual([1, 0])
      })
      expect(other.connections()).toBe(0)
      await other.close()
    })
  })

  describe(titleOf('H16'), () => {
    test.each([
      [204, 'status'],
      [205, 'empty'],
    ])('%s is no job, and no job was begun', (status, reason) =>
      onStage(transport, { script: inTurn(reply(status, {})) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(malformed(reason))
        expect(await bank.createConnection(creation)()).toMatchObject(malformed('status'))
        expect(methodsOf(server.heard).filter((method) => method === 'POST').length).toBe(1)
      }),
    )

    test('204 is a deletion', () =>
      onStage(transport, { script: inTurn(reply(204, {})) }, async ({ bank, server }) => {
        expect(await bank.deleteConnection({ userId, connectionId })()).toStrictEqual(E.right(undefined))
        expect(methodsOf(server.heard)).toStrictEqual(['DELETE'])
      }))
  })

  describe(titleOf('H17'), () => {
    const body = answerOf(200, JSON_TYPE, JSON.stringify(doneJob))
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'

    test('after a hundred hints the answer is read', () =>
      onStage(transport, { script: inTurn(raw(hint.repeat(100), body)) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(server.heard.length).toBe(1)
      }))

    test.each([
      ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
      ['101', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    ])('after %s a read is asked again, and a POST is lost', (_, head) =>
      onStage(transport, { script: inTurn(raw(head, body), good, raw(head, body)) }, async ({ bank, server }) => {
        expect(await bank.getJob({ jobId })()).toMatchObject(isJob)
        expect(await bank.createConnection(creation)()).toStrictEqual(E.left(unreachable('offline', 'unknown')))
        expect(methodsOf(server.heard)).toStrictEqual(['GET', 'GET', 'POST'])
      }),
    )
  })

  describe(titleOf('H18'), () => {
    test('it names no job, so that the request counts as one with an unknown outcome', () =>
      onStage(transport, { script: inTurn(reply(202, {})) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toMatchObject(malformed('empty'))
        expect(server.heard.length).toBe(1)
      }))

    test('it takes the answers to a challenge', () =>
      onStage(transport, { script: inTurn(reply(202, {})) }, async ({ bank, server }) => {
        expect(await bank.answerMfa({ jobId, answers })()).toStrictEqual(E.right(undefined))
        expect(server.heard.length).toBe(1)
      }))
  })

  describe(titleOf('H19'), () => {
    test.each([
      [200, 'alreadyRunning'],
      [202, 'created'],
    ] as const)('%s is told apart as %s', (status, outcome) =>
      onStage(transport, { script: inTurn(json(status, { id: jobId })) }, async ({ bank }) => {
        expect(await bank.createConnection(creation)()).toStrictEqual(E.right({ outcome, jobId }))
      }),
    )
  })
})
