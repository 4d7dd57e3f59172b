import { notFound, type Problem, problems } from '../errors/api-error.ts'
import { type Cursor, readCursor, writeCursor } from '../http/cursor.ts'
import { absoluteUrl, userPath } from '../http/links.ts'
import { type Handler, respondJson, respondProblem } from '../http/request.ts'
import { type AccountRecord, accountsOfUser, isPending } from '../ledger/accounts.ts'
import { formatCents } from '../ledger/format-cents.ts'
import { directionOf, type LedgerEntry, openLedger, postDayOf } from '../ledger/ledger.ts'
import { dayOf, isoDay } from '../world/dates.ts'
import { uuid } from '../world/hash.ts'
import type { World } from '../world/world.ts'
import { onUser } from './on-user.ts'
import { parseTransactionFilter, type TransactionFilter } from './transaction-filter.ts'

/** Maximum transactions per page. @source Basiq API v2.1, GET /users/{userId}/transactions */
const LIMIT_MAX = 500

/**
 * One page, ordered by account and then latest first, so that pending transactions come first.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions: `count` is of the page, `size` of all that match
 */
export const listTransactions: Handler = onUser((context, user) => {
  const { world, now, query } = context
  const next = query.get('next')
  const cursor = next === undefined ? null : readCursor(next)
  if (next !== undefined && cursor === null) return respondProblem(context, problems.nextNotValid)
  const limit = limitOf(query.get('limit'), cursor)
  if (typeof limit !== 'number') return respondProblem(context, limit)
  const filterText = query.get('filter') ?? cursor?.filter ?? undefined
  const filter = parseTransactionFilter(filterText)
  if ('code' in filter) return respondProblem(context, filter)
  const accounts = accountsOfUser(world, now, user).filter(filter.account)
  const start = cursor === null ? 0 : accounts.findIndex(({ id }) => id === cursor.accountId)
  if (start < 0) return respondProblem(context, problems.nextNotValid)
  const shelves = accounts.map((account) => matchingEntries(account, filter))
  const page = pageFrom(shelves, start, cursor?.index ?? null, limit)
  const last = page.items.at(-1)
  const following = (cursorAfter: Cursor) =>
    absoluteUrl(world, `${userPath(user.id)}/transactions?next=${writeCursor(cursorAfter)}`)
  return respondJson(context, 200, {
    type: 'list',
    count: page.items.length,
    size: shelves.reduce((size, shelf) => size + shelf.size(), 0),
    data: page.items.map(({ account, entry }) => transactionBody(world, account, entry)),
    links: {
      self: absoluteUrl(world, context.request.path),
      ...(page.hasMore && last !== undefined
        ? {
            next: following({ accountId: last.account.id, index: last.entry.index, limit, filter: filterText ?? null }),
          }
        : {}),
    },
  })
})

/** Searches all transactions of the user. @source Basiq API v2.1, GET /users/{userId}/transactions/{transactionId} */
export const readTransaction: Handler = onUser((context, user) => {
  const { world, now, params } = context
  const id = params[1] ?? ''
  for (const account of accountsOfUser(world, now, user)) {
    const { count, below } = matchingEntries(account, everything)
    for (let entry = below(count); entry !== null; entry = below(entry.index)) {
      if (transactionId(account, entry) === id) return respondJson(context, 200, transactionBody(world, account, entry))
    }
  }
  return respondProblem(context, notFound())
})

const everything: Pick<TransactionFilter, 'entry'> = { entry: null }

interface Item {
  readonly account: AccountRecord
  readonly entry: LedgerEntry
}

/** The matching transactions of one account. */
interface MatchingEntries {
  readonly account: AccountRecord
  readonly size: () => number
  /** The latest matching transaction with a lower index; null when there is none. */
  readonly below: (index: number) => LedgerEntry | null
  /** Number of transactions, matching or not. */
  readonly count: number
}

const matchingEntries = (
  account: AccountRecord,
  { entry: matches }: Pick<TransactionFilter, 'entry'>,
): MatchingEntries => {
  const ledger = openLedger(account)
  const count = account.transactionsAt === null ? 0 : ledger.countAt(account.transactionsAt)
  const below = (index: number): LedgerEntry | null => {
    for (let i = Math.min(index, count) - 1; i >= 0; i--) {
      const entry = ledger.entryAt(i)
      if (matches === null || matches(account, entry)) return entry
    }
    return null
  }
  const size = (): number => {
    if (matches === null) return count
    let matching = 0
    for (let i = 0; i < count; i++) if (matches(account, ledger.entryAt(i))) matching++
    return matching
  }
  return { account, count, size, below }
}

const pageFrom = (
  shelves: readonly MatchingEntries[],
  start: number,
  after: number | null,
  limit: number,
): { readonly items: readonly Item[]; readonly hasMore: boolean } => {
  const items: Item[] = []
  for (const [i, { account, count, below }] of shelves.entries()) {
    if (i < start) continue
    let entry = below(i === start && after !== null ? after : count)
    while (entry !== null) {
      if (items.length === limit) return { items, hasMore: true }
      items.push({ account, entry })
      entry = below(entry.index)
    }
  }
  return { items, hasMore: false }
}

/** @source Basiq API v2.1, GET /users/{userId}/transactions: 1 to 500, 500 when absent */
const limitOf = (text: string | undefined, cursor: Cursor | null): number | Problem => {
  const limit = text === undefined ? (cursor?.limit ?? LIMIT_MAX) : Number(/^\d{1,9}$/.test(text) ? text : 'NaN')
  if (Number.isNaN(limit) || limit < 1) return problems.limitNotValid
  return limit > LIMIT_MAX ? problems.limitTooHigh : limit
}

/** The id of a transaction. A pending one gets a new id with each refresh. */
const transactionId = (account: AccountRecord, { at, index }: LedgerEntry): string =>
  isPending(account, at)
    ? uuid(account.key, 'pending', account.connectionId, account.generation, index)
    : uuid(account.key, 'posted', account.connectionId, index)

/**
 * A transaction. A pending one has no post date, and gets a new id with each refresh.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions
 */
const transactionBody = (world: World, account: AccountRecord, entry: LedgerEntry): unknown => {
  const { kind } = entry
  const pending = isPending(account, entry.at)
  const id = transactionId(account, entry)
  const user = userPath(account.userId)
  return {
    type: 'transaction',
    id,
    status: pending ? 'pending' : 'posted',
    description: entry.description,
    amount: formatCents(entry.cents),
    account: account.id,
    balance: formatCents(entry.balanceCents),
    direction: directionOf(entry.cents),
    class: kind.class,
    institution: account.institutionId,
    connection: account.connectionId,
    transactionDate: `${isoDay(dayOf(entry.at))}T00:00:00Z`,
    postDate: pending ? null : `${isoDay(postDayOf(entry.at))}T00:00:00Z`,
    subClass: kind.subClass === null ? null : { ...kind.subClass },
    enrich:
      kind.subClass === null
        ? null
        : { merchant: null, location: null, category: { anzsic: { class: { ...kind.subClass } } } },
    links: {
      self: absoluteUrl(world, `${user}/transactions/${id}`),
      account: absoluteUrl(world, `${user}/accounts/${account.id}`),
      institution: absoluteUrl(world, `/institutions/${account.institutionId}`),
      connection: null,
    },
  }
}
