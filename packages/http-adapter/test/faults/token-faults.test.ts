import { explain } from '@bank-connection/core'
import { neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { answers, apiKey, creation, doneJob, jobId } from './fixtures.ts'
import { hang, html, json, jsonText, refusal, reply, reset, tokenExpired } from './raw-responses.ts'
import { goodToken, type Handler, inSequence } from './raw-server.ts'
import type { Responder } from './responder.ts'
import { type BankAndServer, fastClock, jumpingClock, leaksOf, transports, withBank, withServer } from './with-bank.ts'

const good = json(200, doneJob)
const hundred = <A>(one: () => Promise<A>): Promise<readonly A[]> => Promise.all(Array.from({ length: 100 }, one))

const scopesIn = ({ server }: BankAndServer): readonly string[] => server.tokenRequests.map(({ body }) => body)
const tokensIn = ({ server }: BankAndServer): readonly (string | undefined)[] => [
  ...new Set(server.requests.map(({ headers }) => headers['authorization']?.replace('Bearer CANARY-token-', ''))),
]

/** A token that is valid for some seconds, then another handler. */
const tokenFor =
  (seconds: number, then: Handler): Handler =>
  (request, nth) =>
    nth === 1 ? json(200, { access_token: 'CANARY-token-first', expires_in: seconds }) : then(request, nth - 1)

/** An error response that repeats the API key. */
const refusingKey =
  (status: number, code: string): Responder =>
  (socket, request) =>
    refusal(status, code, `Key ${request.headers['authorization']} is not good`)(socket, request)

const rejectedKey = refusingKey(404, 'parameter-not-valid')
const disabledAccount = refusingKey(403, 'access-denied')
const tooManyTokens = refusingKey(403, 'request-not-valid')

const unavailable = (reason: string, status: number | null) => ({ _tag: 'TokenUnavailable', reason, status })

/** Responses to token requests, the failures of the calls, and the number of token requests. */
const failedTokens = [
  ['404 parameter-not-valid', rejectedKey, unavailable('keyRejected', 404), 1],
  ['401', refusingKey(401, 'invalid-authorization-request'), unavailable('keyRejected', 401), 1],
  ['403 access-denied', disabledAccount, unavailable('accountDisabled', 403), 1],
  ['403 request-not-valid', tooManyTokens, unavailable('throttled', 403), 1],
  ['429', refusingKey(429, 'too-many-requests'), unavailable('throttled', 429), 3],
  ['404 of a gateway', html(404), unavailable('refused', 404), 1],
  ['500', refusingKey(500, 'internal-server-error'), unavailable('refused', 500), 3],
  ['502 with HTML', html(502), unavailable('refused', 502), 3],
  ['a redirect', reply(302, { location: '/elsewhere' }), unavailable('malformed', 302), 1],
  ['a body without a token', json(200, { access_token: 7, expires_in: 3600 }), unavailable('malformed', 200), 1],
  ['a token with a line break', json(200, { access_token: 'a\r\nb', expires_in: 1 }), unavailable('malformed', 200), 1],
  ['a lifetime of 0', json(200, { access_token: 'CANARY-t', expires_in: 0 }), unavailable('malformed', 200), 1],
  ['a lifetime of -1', json(200, { access_token: 'CANARY-t', expires_in: -1 }), unavailable('malformed', 200), 1],
  ['HTML', html(200), unavailable('malformed', null), 3],
  ['nothing', reply(200, {}), unavailable('malformed', null), 3],
  ['truncated JSON', jsonText('{"access_token":"CANARY'), unavailable('malformed', null), 3],
  ['a reset', reset, unreachable('offline', 'no'), 3],
] as const

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  describe(`${titleOf('K3')}`, () => {
    test('the first token of each scope is requested once and used by all calls', () =>
      withServer(transport, { handler: inSequence(good) }, async (context) => {
        const { bank, server } = context
        const read = hundred(bank.getJob({ jobId }))
        const answered = hundred(bank.answerMfa({ jobId, answers }))
        expect((await read).map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
        expect((await answered).map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
        expect(scopesIn(context).toSorted()).toStrictEqual(['scope=CLIENT_ACCESS', 'scope=SERVER_ACCESS'])
        expect(server.tokenRequests.map(({ headers }) => headers['authorization'])).toStrictEqual(
          Array(2).fill(`Basic ${apiKey}`),
        )
        expect(
          server.requests.map(
            ({ path, headers }) => path.endsWith('/mfa') === headers['authorization']?.includes('CLIENT'),
          ),
        ).toStrictEqual(Array(200).fill(true))
      }))

    test('an expired token is renewed once, although 100 calls are rejected for it', () => {
      const handler: Handler = ({ headers }) => (headers['authorization']?.endsWith('-1') ? tokenExpired : good)
      return withServer(transport, { handler }, async (context) => {
        const read = await hundred(context.bank.getJob({ jobId }))
        expect(read.map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
        expect(scopesIn(context).length).toBe(2)
        expect(context.server.requests.length).toBeLessThanOrEqual(200)
      })
    })

    test('a token past its lifetime is renewed once, before it is rejected', () => {
      const { clock, jump } = jumpingClock()
      const token = tokenFor(3_600, goodToken)
      return withServer(
        transport,
        { handler: inSequence(good), token },
        async (context) => {
          await context.bank.getJob({ jobId })()
          jump(3_600_000)
          const read = await hundred(context.bank.getJob({ jobId }))
          expect(read.map(({ _tag }) => _tag)).toStrictEqual(Array(100).fill('Right'))
          expect(scopesIn(context).length).toBe(2)
          expect(tokensIn(context)).toStrictEqual(['first', 'SERVER_ACCESS-1'])
        },
        { clock },
      )
    })
  })

  describe(`${titleOf('K4')}`, () => {
    test.each(failedTokens)(
      '%s instead of a token fails a read and a POST unsent, without showing the key',
      (_, fault, left, asked) =>
        withServer(
          transport,
          { handler: inSequence(good), token: inSequence(fault) },
          async ({ bank, server, events }) => {
            const read = await bank.getJob({ jobId })()
            expect(server.tokenRequests.length).toBe(asked)
            const created = await bank.createConnection(creation)()
            expect(read).toMatchObject(E.left(left))
            expect(created).toMatchObject(E.left(left))
            expect(server.requests.length).toBe(0)
            expect([...leaksOf(read, events), ...leaksOf(created, events)]).toStrictEqual([])
          },
        ),
    )

    test.each([
      ['a gateway that is down', html(503)],
      ['a reset', reset],
      ['HTML', html(200)],
    ])('%s once is retried', (_, fault) =>
      withServer(
        transport,
        { handler: inSequence(good), token: (request, nth) => (nth === 1 ? fault : goodToken(request, nth)) },
        async (context) => {
          expect((await context.bank.getJob({ jobId })())._tag).toBe('Right')
          expect(context.server.tokenRequests.length).toBe(2)
          expect(context.server.requests.length).toBe(1)
        },
      ),
    )

    test('a token that never arrives ends in a timeout, not delivered', () =>
      withServer(
        transport,
        { handler: inSequence(good), token: inSequence(hang) },
        async ({ bank, server }) => {
          expect(await bank.createConnection(creation)()).toStrictEqual(E.left(unreachable('timeout', 'no')))
          expect(server.requests.length).toBe(0)
        },
        { limits: { callTimeoutMs: 10_000 } },
      ))

    test('the old token is used until it expires if it cannot be renewed', () => {
      const { clock, jump } = jumpingClock()
      const token = tokenFor(3_600, inSequence(refusal(500, 'internal-server-error', 'Oops')))
      return withServer(
        transport,
        { handler: inSequence(good), token },
        async (context) => {
          await context.bank.getJob({ jobId })()
          // Less than five minutes before expiry, renewal starts and fails.
          jump(3_400_000)
          expect((await context.bank.getJob({ jobId })())._tag).toBe('Right')
          while (scopesIn(context).length < 4) await clock.sleep(5, neverAborted)
          expect((await context.bank.getJob({ jobId })())._tag).toBe('Right')
          expect(tokensIn(context)).toStrictEqual(['first'])
          jump(200_000)
          const late = await context.bank.getJob({ jobId })()
          expect(late).toMatchObject(E.left(unavailable('refused', 500)))
          expect(context.server.requests.length).toBe(3)
        },
        { clock },
      )
    })

    test('a rejected key is not sent again by the next calls', () =>
      withServer(transport, { handler: inSequence(good), token: inSequence(rejectedKey) }, async ({ bank, server }) => {
        const settled = [...(await hundred(bank.getJob({ jobId }))), ...(await hundred(bank.getJob({ jobId })))]
        expect(settled).toMatchObject(Array(200).fill(E.left(unavailable('keyRejected', 404))))
        expect(server.tokenRequests.length).toBe(1)
      }))

    test.each([
      ['404 parameter-not-valid', 'The API key was rejected', rejectedKey],
      ['403 access-denied', 'The API account is disabled', disabledAccount],
      ['403 request-not-valid', 'Too many tokens', tooManyTokens],
    ])('%s is explained: %s', (_, words, fault) =>
      withServer(transport, { handler: inSequence(good), token: inSequence(fault) }, async ({ bank }) => {
        const settled = await bank.getJob({ jobId })()
        expect(E.isLeft(settled) && explain(settled.left)).toContain(words)
      }),
    )

    test('a token provider that rejects with a secret fails the call without it', () => {
      const auth = { token: () => Promise.reject(new Error('CANARY-secret')) }
      return withBank(transport, { baseUrl: 'http://127.0.0.1:1', auth }, async (bank, events) => {
        const settled = await bank.getJob({ jobId })()
        expect(settled).toMatchObject(E.left(unavailable('provider', null)))
        expect(leaksOf(settled, events)).toStrictEqual([])
      })
    })
  })

  describe(`${titleOf('K5')}`, () => {
    const wrongScope = refusal(403, 'access-denied', 'Token does not have the required scope')

    test('a token with the wrong scope is not renewed, and the request is not retried', () =>
      withServer(transport, { handler: inSequence(wrongScope) }, async (context) => {
        const answered = await context.bank.answerMfa({ jobId, answers })()
        expect(answered).toMatchObject(E.left({ _tag: 'Refused', status: 403, code: 'access-denied' }))
        expect(context.server.requests.length).toBe(1)
        expect(scopesIn(context)).toStrictEqual(['scope=CLIENT_ACCESS'])
      }))

    test('100 calls whose tokens are always rejected request one new token, then fail', () =>
      withServer(
        transport,
        { handler: inSequence(tokenExpired) },
        async (context) => {
          const read = await hundred(context.bank.getJob({ jobId }))
          expect(read).toMatchObject(Array(100).fill(E.left({ _tag: 'Refused', status: 403 })))
          expect(scopesIn(context).length).toBe(2)
          expect(context.server.requests.length).toBeLessThanOrEqual(200)
          // On this slow clock the test takes less than five seconds even on a busy machine.
        },
        { clock: fastClock(0.1) },
      ))

    test('a POST whose tokens are rejected ten seconds apart is sent at most twice', () => {
      const { clock, jump } = jumpingClock()
      const slowly: Responder = (socket, request) => {
        jump(10_000)
        return tokenExpired(socket, request)
      }
      return withServer(
        transport,
        { handler: inSequence(slowly, slowly, slowly, json(202, { id: jobId })) },
        async ({ bank, server }) => {
          expect(await bank.createConnection(creation)()).toMatchObject(E.left({ _tag: 'Refused', status: 403 }))
          expect(server.requests.length).toBe(2)
          expect(server.tokenRequests.length).toBe(2)
        },
        { clock },
      )
    })

    test('a POST whose tokens are always rejected is sent at most twice', () =>
      withServer(transport, { handler: inSequence(tokenExpired) }, async ({ bank, server }) => {
        expect(await bank.createConnection(creation)()).toMatchObject(E.left({ _tag: 'Refused', status: 403 }))
        expect(server.requests.length).toBe(2)
        expect(server.tokenRequests.length).toBe(2)
      }))
  })
})
