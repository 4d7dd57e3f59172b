import { either as E } from 'fp-ts'
import type { Transaction } from '../codec/transaction.ts'
import type { PagingFailure, PagingStuck } from '../failure/connection-failure.ts'
import { type AbortSignalLike, neverAborted } from '../time/abort.ts'
import type { BankCalls, TransactionPageRequest } from './port.ts'

/** What to read; starts at the first page if `cursor` is absent. */
export type TransactionListRequest = Omit<TransactionPageRequest, 'cursor'> &
  Partial<Pick<TransactionPageRequest, 'cursor'>>

/** Limits of the reading. */
export interface PagingOptions {
  /** Most pages to read. Default: 1,000, half a million transactions. */
  readonly pagesMax?: number
  readonly signal?: AbortSignalLike
}

type Lister = Pick<BankCalls, 'listTransactions'>

const PAGES_MAX = 1_000

/**
 * Reads pages of transactions in the order of the server. Lazy: a page is requested only when it is consumed. Ends
 * after the last page or the first failure. Memory grows by one cursor per page.
 *
 * @example
 * for await (const page of transactionPages(port, { userId })) {
 *   if (E.isRight(page)) save(page.right)
 * }
 */
export async function* transactionPages(
  port: Lister,
  query: TransactionListRequest,
  { pagesMax = PAGES_MAX, signal = neverAborted }: PagingOptions = {},
): AsyncGenerator<E.Either<PagingFailure, readonly Transaction[]>, void, undefined> {
  const seen = new Set<string>()
  let cursor = query.cursor ?? null
  for (let pages = 0; ; pages++) {
    const failure = stuckAt(cursor, seen, pages, pagesMax)
    if (failure !== null) {
      yield E.left(failure)
      return
    }
    if (cursor !== null) seen.add(cursor)
    const page = await port.listTransactions({ ...query, cursor }, signal)()
    if (E.isLeft(page)) {
      yield page
      return
    }
    yield E.right(page.right.transactions)
    if (page.right.next === null) return
    cursor = page.right.next
  }
}

/**
 * Reads transactions one by one; otherwise like {@link transactionPages}.
 *
 * @example
 * for await (const item of transactions(port, { userId, filter: { status: 'posted' } })) {
 *   if (E.isRight(item)) show(item.right)
 * }
 */
export async function* transactions(
  port: Lister,
  query: TransactionListRequest,
  options: PagingOptions = {},
): AsyncGenerator<E.Either<PagingFailure, Transaction>, void, undefined> {
  for await (const page of transactionPages(port, query, options)) {
    if (E.isLeft(page)) yield page
    else for (const transaction of page.right) yield E.right(transaction)
  }
}

const stuckAt = (
  cursor: string | null,
  seen: ReadonlySet<string>,
  pages: number,
  pagesMax: number,
): PagingStuck | null => {
  if (cursor !== null && seen.has(cursor)) return { _tag: 'PagingStuck', reason: 'cycle', pages }
  return pages < pagesMax ? null : { _tag: 'PagingStuck', reason: 'limit', pages }
}
