import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { Decimal } from './decimal.ts'
import { AccountId, ConnectionId, InstitutionId, TransactionId } from './ids.ts'
import { InstantMs } from './instant.ts'
import { cursorIn, percentEncode } from './link.ts'
import { arrayOf, type ListEnvelope, listOf } from './list.ts'
import { blankable, nullable, tolerant } from './nullable.ts'
import { openKeyof } from './open.ts'
import { strict } from './strict.ts'

/** A pending one is deleted and retrieved again, with a new id, at each refresh. */
export const TransactionStatus = openKeyof({ pending: null, posted: null }, 'TransactionStatus')
export type TransactionStatus = t.TypeOf<typeof TransactionStatus>

/** Whether money left or entered the account. */
export const Direction = openKeyof({ debit: null, credit: null }, 'Direction')
export type Direction = t.TypeOf<typeof Direction>

/**
 * The kind of payment.
 *
 * @source Basiq API v2.1, Transactions: `class`; the OpenAPI file misspells `direct-credit` as `direct-cedit`
 */
export const TransactionClass = openKeyof(
  {
    'bank-fee': null,
    payment: null,
    'cash-withdrawal': null,
    transfer: null,
    'loan-interest': null,
    refund: null,
    'direct-credit': null,
    interest: null,
    'loan-repayment': null,
  },
  'TransactionClass',
)
export type TransactionClass = t.TypeOf<typeof TransactionClass>

const text = tolerant(t.string)

const Category = strict({ code: text, title: text }, 'Category')

const Anzsic = strict(
  {
    division: tolerant(Category),
    subdivision: tolerant(Category),
    group: tolerant(Category),
    class: tolerant(Category),
  },
  'Anzsic',
)

/**
 * Enrichment of a payment by the server; a member is `null` if it found nothing.
 *
 * @source Basiq API, Transactions: `enrich` is `null` for customers without that product
 */
export const Enrichment = strict(
  {
    merchant: tolerant(strict({ businessName: text, website: text }, 'Merchant')),
    location: tolerant(
      strict({ formattedAddress: text, suburb: text, state: text, postalCode: text, country: text }, 'Location'),
    ),
    /** The Australian and New Zealand Standard Industrial Classification of the merchant. */
    category: tolerant(strict({ anzsic: tolerant(Anzsic) }, 'EnrichmentCategory')),
  },
  'Enrichment',
)
export type Enrichment = t.TypeOf<typeof Enrichment>

/**
 * Money that has entered or left an account, or is about to. Amounts are decimal strings, times milliseconds since the
 * Unix epoch; `null` means unknown.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions; an unknown date is `""` or `null`; dates have a time of
 * day, though banks give days
 */
export const Transaction = strict(
  {
    id: TransactionId,
    status: TransactionStatus,
    description: nullable(t.string),
    /** Negative for a debit. */
    amount: Decimal,
    account: blankable(AccountId),
    /** Balance of the account after the transaction; `null` if the bank gives none. */
    balance: blankable(Decimal),
    direction: nullable(Direction),
    class: nullable(TransactionClass),
    institution: blankable(InstitutionId),
    connection: blankable(ConnectionId),
    /** When it was made; `null` if the bank doesn't say. */
    transactionDate: blankable(InstantMs),
    /** When it was posted; `null` while it is pending. */
    postDate: blankable(InstantMs),
    subClass: tolerant(Category),
    enrich: tolerant(Enrichment),
  },
  'Transaction',
)
export type Transaction = t.TypeOf<typeof Transaction>

/** One page of transactions. */
export interface TransactionPage {
  /** In the order of the server: by account, then the latest posting first, pending ones before them. */
  readonly transactions: readonly Transaction[]
  /** Number of transactions on all pages; `null` if the server doesn't say. */
  readonly size: number | null
  /** Cursor of the next page; `null` on the last one. */
  readonly next: string | null
}

interface WirePage extends ListEnvelope<t.OutputOf<typeof Transaction>> {
  readonly size: number | null
  readonly links: { readonly next?: string }
}

const Transactions = listOf(Transaction)

const isSize = (u: unknown): u is number => Number.isSafeInteger(u) && Number(u) >= 0

const Size = new t.Type<number>(
  'Size',
  isSize,
  (u, context) => (isSize(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/** A link without a cursor is rejected: treating it as the end would silently lose every later page. */
const NextLink = new t.Type<string, string>(
  'NextLink',
  t.string.is,
  (u, context) => {
    const cursor = typeof u === 'string' ? cursorIn(u) : null
    return cursor === null ? t.failure(u, context) : t.success(cursor)
  },
  (cursor) => `?next=${percentEncode(cursor)}`,
)

const PageFrame = strict(
  { size: tolerant(Size), links: nullable(strict({ next: blankable(NextLink) }, 'PageLinks')) },
  'TransactionPage',
)

/**
 * Reads a page and extracts the cursor of the next one from its link; writes a relative link.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions: no `links.next` on the last page; `size` counts all that
 * match, `count` those on this page
 */
export const TransactionPage = new t.Type<TransactionPage, WirePage>(
  'TransactionPage',
  (u): u is TransactionPage => PageShape.is(u),
  (u, context) =>
    F.pipe(
      PageFrame.validate(u, context),
      E.chain(({ size, links }) =>
        F.pipe(
          Transactions.validate(u, context),
          // An empty cursor would lead back to the first page.
          E.map((transactions) => ({ transactions, size, next: links?.next ? links.next : null })),
        ),
      ),
    ),
  ({ transactions, size, next }) => ({
    ...Transactions.encode(transactions),
    size,
    links: next === null ? {} : { next: NextLink.encode(next) },
  }),
)

const PageShape = strict(
  { transactions: arrayOf(Transaction), size: nullable(Size), next: nullable(t.string) },
  'TransactionPage',
)
