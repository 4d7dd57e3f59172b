import {
  type PagingFailure,
  type Transaction,
  transactionPages,
  transactions,
  type UserId,
} from '@bank-connection/core'
import {
  type BankCalls,
  createAbortController,
  createBankPort,
  createVirtualClock,
  type TransactionPageRequest,
  unreachable,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import type { PagingOptions } from '../../src/protocol/transaction-pages.ts'

const userId = 'u-1' as UserId
const transactionOf = (id: string): Transaction => ({ id }) as Transaction

type Lister = Pick<BankCalls, 'listTransactions'>

/** A port with pages by cursor; `''` is the first page. */
const portOf = (pages: Readonly<Record<string, readonly [ids: string, next: string | null]>>) => {
  const asked: TransactionPageRequest[] = []
  const port: Lister = {
    listTransactions: (query) => async () => {
      asked.push(query)
      const [ids, next] = pages[query.cursor ?? ''] ?? ['', null]
      return E.right({ transactions: [...ids].map(transactionOf), size: null, next })
    },
  }
  return { port, asked }
}

const readAll = async <A>(generator: AsyncGenerator<A>): Promise<readonly A[]> => {
  const read: A[] = []
  for await (const each of generator) read.push(each)
  return read
}

const idsOf = (page: E.Either<PagingFailure, readonly Transaction[]>) =>
  E.map((all: readonly Transaction[]) => all.map(({ id }) => id).join(''))(page)

const pagesOf = async (port: Lister, options?: PagingOptions) =>
  (await readAll(transactionPages(port, { userId }, options))).map(idsOf)

const three = { '': ['ab', 'p2'], p2: ['cd', 'p3'], p3: ['e', null] } as const

describe('transactionPages', () => {
  test('follow the cursors to the last page, with the same filter and limit', async () => {
    const { port, asked } = portOf(three)
    const query = { userId, limit: 2, filter: { status: 'posted' } } as const
    const read = await readAll(transactionPages(port, query))
    expect(read.map(idsOf)).toStrictEqual([E.right('ab'), E.right('cd'), E.right('e')])
    expect(asked).toStrictEqual([null, 'p2', 'p3'].map((cursor) => ({ ...query, cursor })))
  })

  test('start at the given cursor', async () => {
    const { port } = portOf(three)
    const read = await readAll(transactionPages(port, { userId, cursor: 'p3' }))
    expect(read.map(idsOf)).toStrictEqual([E.right('e')])
  })

  test('continues after an empty page', async () => {
    const { port } = portOf({ '': ['', 'p2'], p2: ['a', null] })
    expect(await pagesOf(port)).toStrictEqual([E.right(''), E.right('a')])
  })

  test('requests nothing before it is consumed, and no page ahead', async () => {
    const { port, asked } = portOf(three)
    const pages = transactionPages(port, { userId })
    await new Promise((resolve) => setImmediate(resolve))
    const counts = [asked.length]
    await pages.next()
    counts.push(asked.length)
    await pages.return()
    counts.push(asked.length)
    expect([counts, await pages.next()]).toStrictEqual([[0, 1, 1], { done: true, value: undefined }])
  })

  test('end after a failure', async () => {
    const failure = unreachable('offline', 'no')
    const { port } = portOf(three)
    const failing: Lister = {
      listTransactions: (query, signal) =>
        query.cursor === 'p2' ? async () => E.left(failure) : port.listTransactions(query, signal),
    }
    expect(await pagesOf(failing)).toStrictEqual([E.right('ab'), E.left(failure)])
  })

  test.each([
    ['to itself', { '': ['a', 'p2'], p2: ['b', 'p2'] }, 'p2', 2],
    ['to the page before', { '': ['a', 'p2'], p2: ['b', 'p3'], p3: ['c', 'p2'] }, 'p2', 3],
  ] as const)('end in a failure when a page leads %s', async (_, pages, again, count) => {
    const { port, asked } = portOf(pages)
    expect((await pagesOf(port)).at(-1)).toStrictEqual(E.left({ _tag: 'PagingStuck', reason: 'cycle', pages: count }))
    expect(asked.filter(({ cursor }) => cursor === again)).toHaveLength(1)
  })

  test('ends in a failure if a page leads back to the first cursor', async () => {
    const { port } = portOf({ p1: ['a', 'p2'], p2: ['b', 'p1'] })
    const read = await readAll(transactionPages(port, { userId, cursor: 'p1' }))
    expect(read.at(-1)).toStrictEqual(E.left({ _tag: 'PagingStuck', reason: 'cycle', pages: 2 }))
  })

  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [-1, 0],
    [Number.NaN, 0],
  ])('end in a failure after %d pages', async (pagesMax, count) => {
    const { port, asked } = portOf(three)
    const read = await pagesOf(port, { pagesMax })
    expect([read.length, read.at(-1)]).toStrictEqual([
      count + 1,
      E.left({ _tag: 'PagingStuck', reason: 'limit', pages: count }),
    ])
    expect(asked).toHaveLength(count)
  })

  test('ends without a failure if the last page is also the limit', async () => {
    const { port } = portOf(three)
    expect(await pagesOf(port, { pagesMax: 3 })).toStrictEqual([E.right('ab'), E.right('cd'), E.right('e')])
  })

  test('end after a thousand pages by default', async () => {
    const endless: Lister = {
      listTransactions:
        ({ cursor }) =>
        async () =>
          E.right({ transactions: [], size: null, next: String(Number(cursor) + 1) }),
    }
    const read = await pagesOf(endless)
    expect([read.length, read.at(-1)]).toStrictEqual([
      1_001,
      E.left({ _tag: 'PagingStuck', reason: 'limit', pages: 1_000 }),
    ])
  })

  test('ends when aborted between two pages, and sends nothing more', async () => {
    const source = createAbortController()
    const sent: string[] = []
    const port = createBankPort(
      (request) => async () => {
        sent.push(request.path)
        return E.right({ status: 200, body: { data: [], links: { next: `?next=${sent.length}` } } })
      },
      createVirtualClock(),
    )
    const pages = transactionPages(port, { userId }, { signal: source.signal })
    await pages.next()
    source.abort()
    expect(await readAll(pages)).toStrictEqual([E.left(unreachable('cancelled', 'no'))])
    expect(sent).toStrictEqual(['/users/u-1/transactions'])
  })
})

describe('transactions', () => {
  test('are those of all pages, one by one', async () => {
    const { port } = portOf(three)
    const read = await readAll(transactions(port, { userId }))
    expect(read).toStrictEqual([...'abcde'].map((id) => E.right({ id })))
  })

  test('requests a page when the previous one is consumed', async () => {
    const { port, asked } = portOf(three)
    const all = transactions(port, { userId })
    const counts: number[] = []
    for (let i = 0; i < 3; i++) {
      await all.next()
      counts.push(asked.length)
    }
    expect(counts).toStrictEqual([1, 1, 2])
  })

  test('end with the failure of the pages', async () => {
    const { port } = portOf({ '': ['a', 'p2'], p2: ['b', 'p2'] })
    const read = await readAll(transactions(port, { userId }))
    expect(read.slice(1)).toStrictEqual([
      E.right({ id: 'b' }),
      E.left({ _tag: 'PagingStuck', reason: 'cycle', pages: 2 }),
    ])
  })
})
