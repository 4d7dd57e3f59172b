import { explain } from '@bank-connection/core'
import { neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { answers, apiKey, credentials, doneJob, institutionId, jobId, userId } from './fixtures.ts'
import { hang, html, json, jsonText, refusal, reply, reset, tokenExpired } from './raw-responses.ts'
import { goodToken, type Handler, inSequence, type Responder } from './raw-server.ts'
import { type BankAndServer, fastClock, jumpingClock, leaksOf, transports, withBank, withServer } from './with-bank.ts'

const creation = { userId, institutionId, credentials }
const good = json(200, doneJob)
const hundred = <A>(one: () => Promise<A>): Promise<readonly A[]> => Promise.all(Array.from({ length: 100 }, one))

const scopesIn = ({ server }: BankAndServer): readonly string[] => server.tokenRequests.map(({ body }) => body)
const tokensIn = ({ server }: BankAndServer): readonly (string | undefined)[] => [
  ...new Set(server.requests.map(({ headers }) => headers['authorization']?.replace('Bearer CANARY-token-', ''))),
]

/** A token that lasts for some seconds, then what the handler says. */
const tokenFor =
  (seconds: number, then: Handler): Handler =>
  (heard, nth) =>
    nth === 1 ? json(200, { access_token: 'CANARY-token-first', expires_in: seconds }) : then(heard, nth - 1)

/** Repeats the key in its refusal, as the worst of servers would. */
const refusingKey =
  (status: number, code: string): Responder =>
  (socket, heard) =>
    refusal(status, code, `Key ${heard.headers['authorization']} is not good`)(socket, heard)

const rejectedKey = refusingKey(404, 'parameter-not-valid')
const disabledAccount = refusingKey(403, 'access-denied')
const tooManyTokens = refusingKey(403, 'request-not-valid')

const unavailable = (reason: string, status: number | null) => ({ _tag: 'TokenUnavailable', reason, status })

/** What there is instead of a token, and what becomes of the calls. */
const rows = [
  ['404 parameter-not-valid', rejectedKey, unavailable('keyRejected', 404), 1],
  ['401', refusingKey(401, 'invalid-authorization-request'), unavailable('keyRejected', 401), 1],
  ['403 access-denied', disabledAccount, unavailable('accountDisabled', 403), 1],
  ['403 request-not-valid', tooManyTokens, unavailable('throttled', 403), 1],
  ['429', refusingKey(429, 'too-many-requests'), unavailable('throttled', 429), 3],
  ['404 of a gateway', html(404), unavailable('refused', 404), 1],
  ['500', refusingKey(500, 'internal-server-error'), unavailable('refused', 500), 3],
  ['502 with HTML', html(502), unavailable('refused', 502), 3],
  ['a redirect', reply(302, { location: '/elsewhere' }), unavailable('malformed', 302), 1],
  ['a body that is no token', json(200, { access_token: 7, expires_in: 3600 }), unavailable('malformed', 200), 1],
  ['a token that breaks lines', json(200, { access_token: 'a\r\nb', expires_in: 1 }), unavailable('malformed', 200), 1],
  ['a lifetime of 0', json(200, { access_token: 'CANARY-t', expires_in: 0 }), unavailable('malformed', 200), 1],
  ['a lifetime of -1', json(200, { access_token: 'CANARY-t', expires_in: -1 }), unavailable('malformed', 200), 1],
  ['HTML', html(200), unavailable('malformed', null), 3],
  ['nothing', reply(200, {}), unavailable('malformed', null), 3],
  ['JSON that breaks off', jsonText('{"access_token":"CANARY'), unavailable('malformed', null), 3],
  ['a reset', reset, unreachable('offline', 'no'), 3],
] as const

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  describe(titleOf('K3'), () => {
    test('the first one is asked for once for each scope, with the key and the scope, and used by all', () =>
      withServer(transport, { handler: inSequence(good) }, async (stage) => {
        const { bank, server } = stage
        const read = hundred(bank.getJob({ jobId }))
        const answered = hundred(bank.answerMfa({ jobId, answers }))
        expect((await read).map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
        expect((await answered).map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
        expect(scopesIn(stage).toSorted()).toStrictEqual(['scope=CLIENT_ACCESS', 'scope=SERVER_ACCESS'])
        expect(server.tokenRequests.map(({ headers }) => headers['authorization'])).toStrictEqual(
          Array(2).fill(`Basic ${apiKey}`),
        )
        expect(
          server.requests.map(
            ({ path, headers }) => path.endsWith('/mfa') === headers['authorization']?.includes('CLIENT'),
          ),
        ).toStrictEqual(Array(200).fill(true))
      }))

    test('one that has expired is renewed once, though 100 calls are refused for it', () => {
      const handler: Handler = ({ headers }) => (headers['authorization']?.endsWith('-1') ? tokenExpired : good)
      return withServer(transport, { handler }, async (stage) => {
        const read = await hundred(stage.bank.getJob({ jobId }))
        expect(read.map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
        expect(scopesIn(stage).length).toBe(2)
        expect(stage.server.requests.length).toBeLessThanOrEqual(200)
      })
    })

    test('one that ends by itself is renewed once, and refused by nobody', () => {
      const { clock, jump } = jumpingClock()
      const token = tokenFor(3_600, goodToken)
      return withServer(
        transport,
        { handler: inSequence(good), token },
        async (stage) => {
          await stage.bank.getJob({ jobId })()
          jump(3_600_000)
          const read = await hundred(stage.bank.getJob({ jobId }))
          expect(read.map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
          expect(scopesIn(stage).length).toBe(2)
          expect(tokensIn(stage)).toStrictEqual(['first', 'SERVER_ACCESS-1'])
        },
        { clock },
      )
    })
  })

  describe(titleOf('K4'), () => {
    test.each(rows)(
      '%s in place of a token ends a read and a POST, which never leave; the key is not shown',
      (_, fault, left, asked) =>
        withServer(
          transport,
          { handler: inSequence(good), token: inSequence(fault) },
          async ({ bank, server, events }) => {
            const read = await bank.getJob({ jobId })()
            expect(server.tokenRequests.length).toBe(asked)
            const created = await bank.createConnection(creation)()
            expect([read, created]).toMatchObject([E.left(left), E.left(left)])
            expect(server.requests.length).toBe(0)
            expect([...leaksOf(read, events), ...leaksOf(created, events)]).toStrictEqual([])
          },
        ),
    )

    test.each([
      ['a gateway that is down', html(503)],
      ['a reset', reset],
      ['HTML', html(200)],
    ])('after %s once the token comes, and nobody sees it', (_, fault) =>
      withServer(
        transport,
        { handler: inSequence(good), token: (heard, nth) => (nth === 1 ? fault : goodToken(heard, nth)) },
        async (stage) => {
          expect((await stage.bank.getJob({ jobId })())._tag).toBe('Right')
          expect([stage.server.tokenRequests.length, stage.server.requests.length]).toStrictEqual([2, 1])
        },
      ),
    )

    test('a token that never comes ends the call at its deadline, as one that was never delivered', () =>
      withServer(
        transport,
        { handler: inSequence(good), token: inSequence(hang) },
        async ({ bank, server }) => {
          expect(await bank.createConnection(creation)()).toStrictEqual(E.left(unreachable('timeout', 'no')))
          expect(server.requests.length).toBe(0)
        },
        { limits: { callTimeoutMs: 10_000 } },
      ))

    test('the old one is used while it is good, though no new one comes', () => {
      const { clock, jump } = jumpingClock()
      const token = tokenFor(3_600, inSequence(refusal(500, 'internal-server-error', 'Oops')))
      return withServer(
        transport,
        { handler: inSequence(good), token },
        async (stage) => {
          await stage.bank.getJob({ jobId })()
          // Less than five minutes are left: a new one is asked for, and does not come.
          jump(3_400_000)
          expect((await stage.bank.getJob({ jobId })())._tag).toBe('Right')
          while (scopesIn(stage).length < 4) await clock.sleep(5, neverAborted)
          expect((await stage.bank.getJob({ jobId })())._tag).toBe('Right')
          expect(tokensIn(stage)).toStrictEqual(['first'])
          jump(200_000)
          const late = await stage.bank.getJob({ jobId })()
          expect(late).toMatchObject(E.left(unavailable('refused', 500)))
          expect(stage.server.requests.length).toBe(3)
        },
        { clock },
      )
    })

    test('a key that is rejected is not offered again by the calls that follow at once', () =>
      withServer(transport, { handler: inSequence(good), token: inSequence(rejectedKey) }, async ({ bank, server }) => {
        const settled = [...(await hundred(bank.getJob({ jobId }))), ...(await hundred(bank.getJob({ jobId })))]
        expect(settled).toMatchObject(Array(200).fill(E.left(unavailable('keyRejected', 404))))
        expect(server.tokenRequests.length).toBe(1)
      }))

    test.each([
      ['404 parameter-not-valid', 'The API key is not accepted', rejectedKey],
      ['403 access-denied', 'The account of the API may not be used', disabledAccount],
      ['403 request-not-valid', 'Too many tokens', tooManyTokens],
    ])('a developer is told of %s: %s', (_, words, fault) =>
      withServer(transport, { handler: inSequence(good), token: inSequence(fault) }, async ({ bank }) => {
        const settled = await bank.getJob({ jobId })()
        expect(E.isLeft(settled) && explain(settled.left)).toContain(words)
      }),
    )

    test('a provider of tokens that rejects with a secret ends the calls without it', () => {
      const access = { token: () => Promise.reject(new Error('CANARY-secret')) }
      return withBank(transport, { baseUrl: 'http://127.0.0.1:1', access }, async (bank, events) => {
        const settled = await bank.getJob({ jobId })()
        expect(settled).toMatchObject(E.left(unavailable('provider', null)))
        expect(leaksOf(settled, events)).toStrictEqual([])
      })
    })
  })

  describe(titleOf('K5'), () => {
    const wrongScope = refusal(403, 'access-denied', 'Token does not have the required scope')

    test('a scope that is refused is not renewed, nor asked again', () =>
      withServer(transport, { handler: inSequence(wrongScope) }, async (stage) => {
        const answered = await stage.bank.answerMfa({ jobId, answers })()
        expect(answered).toMatchObject(E.left({ _tag: 'Refused', status: 403, code: 'access-denied' }))
        expect([stage.server.requests.length, scopesIn(stage)]).toStrictEqual([1, ['scope=CLIENT_ACCESS']])
      }))

    test('100 calls whose tokens are refused for ever cost one new token, and end', () =>
      withServer(
        transport,
        { handler: inSequence(tokenExpired) },
        async (stage) => {
          const read = await hundred(stage.bank.getJob({ jobId }))
          expect(read).toMatchObject(Array(100).fill(E.left({ _tag: 'Refused', status: 403 })))
          expect(scopesIn(stage).length).toBe(2)
          expect(stage.server.requests.length).toBeLessThanOrEqual(200)
          // However busy the machine is, all of it takes less than five seconds of this clock.
        },
        { clock: fastClock(0.1) },
      ))

    test('a POST whose tokens are refused by and by, with ten seconds in between, is sent twice at most', () => {
      const { clock, jump } = jumpingClock()
      const slowly: Responder = (socket, heard) => {
        jump(10_000)
        return tokenExpired(socket, heard)
      }
      return withServer(
        transport,
        { handler: inSequence(slowly, slowly, slowly, json(202, { id: jobId })) },
        async ({ bank, server }) => {
          expect(await bank.createConnection(creation)()).toMatchObject(E.left({ _tag: 'Refused', status: 403 }))
          expect([server.requests.length, server.tokenRequests.length]).toStrictEqual([2, 2])
        },
        { clock },
      )
    })

    test('a POST whose tokens are refused for ever is sent twice at most', () =>
      withServer(transport, { handler: inSequence(tokenExpired) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toMatchObject(E.left({ _tag: 'Refused', status: 403 }))
        expect([server.requests.length, server.tokenRequests.length]).toStrictEqual([2, 2])
      }))
  })
})
