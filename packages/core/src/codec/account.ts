import * as t from 'io-ts'
import { Decimal } from './decimal.ts'
import { AccountId, ConnectionId, InstitutionId } from './ids.ts'
import { InstantMs } from './instant.ts'
import { arrayOf } from './list.ts'
import { blankable, nullable, tolerant } from './nullable.ts'
import { openKeyof, openRecord } from './open.ts'
import { strict } from './strict.ts'

/**
 * What kind of account it is.
 *
 * @source Basiq API v2.1, Accounts: `class.type`
 */
export const AccountClassType = openKeyof(
  {
    transaction: null,
    savings: null,
    'credit-card': null,
    mortgage: null,
    loan: null,
    investment: null,
    'term-deposit': null,
    insurance: null,
    foreign: null,
    unknown: null,
  },
  'AccountClassType',
)
export type AccountClassType = t.TypeOf<typeof AccountClassType>

/**
 * Whether the bank still shows the account.
 *
 * @source Basiq API v2.1, Accounts: recorded accounts are all `available`
 */
export const AccountStatus = openKeyof({ available: null, unavailable: null }, 'AccountStatus')
export type AccountStatus = t.TypeOf<typeof AccountStatus>

/** What kind of account it is, and the bank's own name for it. */
export const AccountClass = strict(
  {
    type: AccountClassType,
    product: nullable(t.string),
    /** Further facts, which depend on the type, for example those of a mortgage. */
    meta: tolerant(openRecord(t.string, 'AccountMeta')),
  },
  'AccountClass',
)
export type AccountClass = t.TypeOf<typeof AccountClass>

const summaryMembers = {
  id: AccountId,
  accountNo: nullable(t.string),
  name: nullable(t.string),
  /** ISO 4217 code, e.g. `AUD`. */
  currency: nullable(t.string),
  class: nullable(AccountClass),
  /** `null` when the bank gives none. */
  balance: blankable(Decimal),
  /** Available funds; `null` if the bank gives none. */
  availableFunds: blankable(Decimal),
  lastUpdated: blankable(InstantMs),
  status: nullable(AccountStatus),
}

/** An account as listed in its connection. */
export const AccountSummary = strict(summaryMembers, 'AccountSummary')
export type AccountSummary = t.TypeOf<typeof AccountSummary>

/** A range of days for which transactions were retrieved; each end is `YYYY-MM-DD`. */
const TransactionInterval = strict({ from: nullable(t.string), to: nullable(t.string) }, 'TransactionInterval')

/**
 * An account at a bank. It stays readable after its connection is gone. Amounts are decimal strings, times milliseconds
 * since the Unix epoch; `null` means unknown.
 *
 * @source Basiq API v2.1, GET /users/{userId}/accounts; a balance is a string, `null` or `""`; the last two mean the
 * same
 */
export const Account = strict(
  {
    ...summaryMembers,
    accountHolder: nullable(t.string),
    connection: blankable(ConnectionId),
    institution: blankable(InstitutionId),
    transactionIntervals: nullable(arrayOf(TransactionInterval)),
  },
  'Account',
)
export type Account = t.TypeOf<typeof Account>
