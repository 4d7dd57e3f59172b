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

/** Whether money has left the account or entered it. */
export const Direction = openKeyof({ debit: null, credit: null }, 'Direction')
export type Direction = t.TypeOf<typeof Direction>

/**
 * What kind of payment it is.
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
 * What the server has found out about a payment; each member is `null` when it found nothing.
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
 * Money that has entered or left an account, or is about to. Amounts are decimal texts, times milliseconds since the
 * Unix epoch; `null` is not known.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions; a date that is not known is `""` or `null`; dates have a
 * time of day, though banks give days
 */
export const Transaction = strict(
  {
    id: TransactionId,
    status: TransactionStatus,
    description: nullable(t.string),
    /** Negative for a debit. */
    amount: Decimal,
    account: blankable(AccountId),
    /** Of the account, after the transaction; `null` when the bank gives none. */
    balance: blankable(Decimal),
    direction: nullable(Direction),
    class: nullable(TransactionClass),
    institution: blankable(InstitutionId),
    connection: blankable(ConnectionId),
    /** When it was made; `null` when the bank does not say. */
    transactionDate: blankable(InstantMs),
    /** When it was posted; `null` while it is pending. */
    postDate: blankable(InstantMs),
    subClass: tolerant(Category),
    enrich: tolerant(Enrichment),
  },
  'Transaction',
)
export type Transaction = t.TypeOf<typeof Transaction>

/** Some of the transactions that were asked for. */
export interface TransactionPage {
  /** In the order of the server: by account, then the latest posting first, pending ones before them. */
  readonly transactions: readonly Transaction[]
  /** How many there are on all pages; `null` when the server does not say. */
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

/** A link that has no cursor is refused: taking it for the end would lose every later page without a sound. */
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
 * Reads a page with the cursor of the next one taken out of its link; writes the link as a relative one.
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
          // An empty cursor names no page: it would lead back to the first one.
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
