import { type PagingFailure, type Transaction, transactionPages } from '@bank-connection/core'
import type { HttpBank } from '@bank-connection/http-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { titleOf } from './catalogue.ts'
import { page, userId } from './fixtures.ts'
import { html, json, partialResponse, reset, sendThen, tokenExpired } from './raw-responses.ts'
import { inSequence, startRawServer } from './raw-server.ts'
import type { ReceivedRequest } from './responder.ts'
import { transports, withServer } from './with-bank.ts'

const PATH = `/users/${userId}/transactions`
const first = page(['t-1', 't-2'], `${PATH}?next=c2`)
const second = page(['t-3'], `${PATH}?next=c3`)
const third = page(['t-4'])

/** The ids of each page, and the failure at the end. */
const readAll = async (bank: HttpBank): Promise<readonly unknown[]> => {
  const read: E.Either<PagingFailure, readonly Transaction[]>[] = []
  for await (const each of transactionPages(bank, { userId })) read.push(each)
  return read.map((each) => (E.isRight(each) ? each.right.map(({ id }) => id) : each.left))
}

const cursorsIn = (requests: readonly ReceivedRequest[]): readonly (string | null)[] =>
  requests.map(({ path }) => new URL(path, 'http://bank').searchParams.get('next'))

const ALL = [['t-1', 't-2'], ['t-3'], ['t-4']]

describe.concurrent.each(transports)('over $name', { timeout: 15_000 }, (transport) => {
  describe(`${titleOf('B16')}`, () => {
    test.each([
      ['a reset', reset],
      ['a reset in the body', sendThen(partialResponse(second), reset)],
      ['a gateway that is down', html(502)],
    ])('after %s each transaction is returned once, in order', (_, fault) => {
      const handler = inSequence(json(200, first), fault, json(200, second), fault, json(200, third))
      return withServer(transport, { handler }, async ({ bank, server }) => {
        expect(await readAll(bank)).toStrictEqual(ALL)
        expect(cursorsIn(server.requests)).toStrictEqual([null, 'c2', 'c2', 'c3', 'c3'])
      })
    })

    test('a lasting fault ends the pages with one failure after those already read', () =>
      withServer(transport, { handler: inSequence(json(200, first), reset) }, async ({ bank, server }) => {
        const [read, failure, ...more] = await readAll(bank)
        expect(read).toStrictEqual(['t-1', 't-2'])
        expect(more).toStrictEqual([])
        expect(failure).toStrictEqual({ _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' })
        expect(server.requests.length).toBe(4)
      }))
  })

  describe(`${titleOf('B15')}`, () => {
    test.each([
      ['itself', `${PATH}?next=c2`, 2],
      ['the page before it, by another link', `https://bank.example${PATH}?limit=500&next=c%32`, 2],
    ])('a page that links to %s ends the pages, each returned once', (_, next, pages) =>
      withServer(
        transport,
        { handler: inSequence(json(200, first), json(200, page(['t-3'], next))) },
        async ({ bank, server }) => {
          const stuck = { _tag: 'PagingStuck', reason: 'cycle', pages }
          expect(await readAll(bank)).toStrictEqual([['t-1', 't-2'], ['t-3'], stuck])
          expect(server.requests.length).toBe(2)
        },
      ),
    )

    test('a cycle of three pages is read once', () => {
      const handler = inSequence(json(200, first), json(200, second), json(200, page(['t-4'], `${PATH}?next=c2`)))
      return withServer(transport, { handler }, async ({ bank, server }) => {
        expect(await readAll(bank)).toStrictEqual([...ALL, { _tag: 'PagingStuck', reason: 'cycle', pages: 3 }])
        expect(server.requests.length).toBe(3)
      })
    })
  })

  describe(`${titleOf('B14')}`, () => {
    test.each([
      ['another origin', (origin: string) => `${origin}${PATH}?next=c2`],
      ['another origin with a user', (origin: string) => `${origin.replace('//', '//user:secret@')}${PATH}?next=c2`],
      ['another origin without a scheme', (origin: string) => `${origin.replace('http:', '')}${PATH}?next=c2`],
      ['another path', () => '/../../token?next=c2'],
      ['javascript:', () => 'javascript:alert(1)?next=c2'],
    ])('of a link to %s only the cursor is used, at the configured origin', async (_, linkTo) => {
      const other = await startRawServer({ handler: inSequence(json(200, third)) })
      const handler = inSequence(json(200, page(['t-1'], linkTo(other.origin))), json(200, third))
      await withServer(transport, { handler }, async ({ bank, server }) => {
        expect(await readAll(bank)).toStrictEqual([['t-1'], ['t-4']])
        expect(server.requests.map(({ path }) => path.split('?')[0])).toStrictEqual([PATH, PATH])
        expect(cursorsIn(server.requests)).toStrictEqual([null, 'c2'])
      })
      expect(other.connections()).toBe(0)
      await other.close()
    })

    test('a cursor that is a URL, or breaks lines, stays a cursor', () => {
      const cursor = 'http://127.0.0.1:1/\r\nx-evil: 1&next=#'
      const link = `${PATH}?next=${encodeURIComponent(cursor)}`
      return withServer(
        transport,
        { handler: inSequence(json(200, page(['t-1'], link)), json(200, third)) },
        async ({ bank, server }) => {
          expect(await readAll(bank)).toStrictEqual([['t-1'], ['t-4']])
          expect(cursorsIn(server.requests)).toStrictEqual([null, cursor])
          expect(server.requests.some(({ headers }) => 'x-evil' in headers)).toBe(false)
        },
      )
    })

    test.each(['javascript:alert(1)', 'https://bank.example/more', `${PATH}?page=2`, '?next=%zz'])(
      'a link without a cursor is refused, not taken for the end: %s',
      (link) =>
        withServer(transport, { handler: inSequence(json(200, page(['t-1'], link))) }, async ({ bank, server }) => {
          const left = {
            _tag: 'MalformedResponse',
            reason: 'shape',
            expected: 'TransactionPage',
            paths: ['/links/next'],
          }
          expect(await readAll(bank)).toStrictEqual([left])
          expect(server.requests.length).toBe(1)
        }),
    )
  })

  describe(`${titleOf('K2')}`, () => {
    test('each transaction is given once, and a new token is asked for once', () => {
      const handler = inSequence(json(200, first), tokenExpired, json(200, second), json(200, third))
      return withServer(transport, { handler }, async ({ bank, server }) => {
        expect(await readAll(bank)).toStrictEqual(ALL)
        expect(cursorsIn(server.requests)).toStrictEqual([null, 'c2', 'c2', 'c3'])
        expect(server.tokenRequests.length).toBe(2)
      })
    })
  })
})
