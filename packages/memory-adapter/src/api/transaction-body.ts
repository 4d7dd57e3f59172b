import { absoluteUrl, userPath } from '../http/links.ts'
import type { AccountRecord } from '../ledger/accounts.ts'
import { writeCents } from '../ledger/format-cents.ts'
import { type LedgerEntry, POSTING_MS } from '../ledger/ledger.ts'
import { dayOf, isoDay } from '../world/dates.ts'
import { uuid } from '../world/hash.ts'
import type { World } from '../world/world.ts'

/** Whether a transaction is not posted yet. */
export const isPending = (account: AccountRecord, at: number): boolean =>
  account.transactionsAt !== null && at + POSTING_MS > account.transactionsAt

/** A transaction's direction; one of nothing is a credit. */
export const directionOf = (cents: number): 'debit' | 'credit' => (cents < 0 ? 'debit' : 'credit')

/** The day of posting, as whole days since the Unix epoch. */
export const postDayOf = (at: number): number => dayOf(at + POSTING_MS)

/** The id of a transaction; that of a pending one is another after each refresh. */
export const transactionId = (account: AccountRecord, { at, index }: LedgerEntry): string =>
  isPending(account, at)
    ? uuid(account.key, 'pending', account.connectionId, account.generation, index)
    : uuid(account.key, 'posted', account.connectionId, index)

/**
 * A transaction; a pending one has no day of posting, and another id after each refresh.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions
 */
export const transactionBody = (world: World, account: AccountRecord, entry: LedgerEntry): unknown => {
  const { kind } = entry
  const pending = isPending(account, entry.at)
  const id = transactionId(account, entry)
  const user = userPath(account.userId)
  return {
    type: 'transaction',
    id,
    status: pending ? 'pending' : 'posted',
    description: entry.description,
    amount: writeCents(entry.cents),
    account: account.id,
    balance: writeCents(entry.balanceCents),
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
