import { type PagingFailure, Transaction, transactions, type UserId } from '@bank-connection/core'
import { createBankPort, createVirtualClock, type Send } from '@bank-connection/core/adapter'
import { cursor, transaction } from '@bank-connection/core/testing'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const userId = 'u-1' as UserId

/** Transactions split into pages, which may be empty, and the cursors between them. */
interface Split {
  readonly pages: readonly (readonly Transaction[])[]
  /** One cursor for each page except the first. */
  readonly cursors: readonly string[]
}

const split = (): fc.Arbitrary<Split> =>
  fc
    .array(fc.array(transaction(), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    .chain((pages) =>
      fc
        .uniqueArray(cursor(), { minLength: pages.length - 1, maxLength: pages.length - 1 })
        .map((cursors) => ({ pages, cursors })),
    )

/** A server of these pages; the last one links to `last`. It accepts only cursors from its own links. */
const sendOf = ({ pages, cursors }: Split, last: string | null): Send => {
  const links = [...cursors, ...(last === null ? [] : [last])].map((each) => `?next=${encodeURIComponent(each)}`)
  return ({ path }) =>
    async () => {
      const asked = path.includes('?') ? cursors.indexOf(new URLSearchParams(path.split('?')[1]).get('next') ?? '') : -1
      const next = links[asked + 1]
      const body = {
        type: 'list',
        data: pages[asked + 1]?.map(Transaction.encode) ?? [],
        links: next === undefined ? {} : { next: `https://au-api.basiq.io/users/u-1/transactions${next}` },
      }
      return E.right({ status: 200, body: JSON.parse(JSON.stringify(body)) as unknown })
    }
}

const readAll = async (send: Send, pagesMax?: number) => {
  const read: E.Either<PagingFailure, Transaction>[] = []
  const options = pagesMax === undefined ? {} : { pagesMax }
  for await (const each of transactions(createBankPort(send, createVirtualClock()), { userId }, options))
    read.push(each)
  return read
}

describe('over any split into pages', () => {
  test('each transaction is read exactly once, in the order of the server', async () => {
    const seen = { pages: 0, empty: 0, escaped: 0 }
    await fc.assert(
      fc.asyncProperty(split(), async (given) => {
        seen.pages = Math.max(seen.pages, given.pages.length)
        seen.empty += given.pages.filter((page) => page.length === 0).length
        seen.escaped += given.cursors.filter((each) => encodeURIComponent(each) !== each).length
        expect(await readAll(sendOf(given, null))).toStrictEqual(given.pages.flat().map(E.right))
      }),
    )
    expect(seen.pages).toBeGreaterThan(4)
    expect(Math.min(seen.empty, seen.escaped)).toBeGreaterThan(10)
  })

  test('a last page that leads back to an earlier one is a cycle, after each was read once', async () => {
    const led = fc.tuple(split(), fc.nat()).filter(([{ cursors }]) => cursors.length > 0)
    await fc.assert(
      fc.asyncProperty(led, async ([given, at]) => {
        const back = given.cursors[at % given.cursors.length] ?? null
        expect(await readAll(sendOf(given, back))).toStrictEqual([
          ...given.pages.flat().map(E.right),
          E.left({ _tag: 'PagingStuck', reason: 'cycle', pages: given.pages.length }),
        ])
      }),
      { numRuns: 50 },
    )
  })

  test('no more pages are read than the limit', async () => {
    await fc.assert(
      fc.asyncProperty(split(), fc.nat({ max: 8 }), async (given, pagesMax) => {
        const isStuck = given.pages.length > pagesMax
        const failure = E.left({ _tag: 'PagingStuck', reason: 'limit', pages: pagesMax })
        expect(await readAll(sendOf(given, null), pagesMax)).toStrictEqual([
          ...given.pages.slice(0, pagesMax).flat().map(E.right),
          ...(isStuck ? [failure] : []),
        ])
      }),
      { numRuns: 50 },
    )
  })
})
