import * as t from 'io-ts'

export interface DecimalBrand {
  readonly Decimal: unique symbol
}

/** Longest amount accepted, in characters. */
const DECIMAL_LENGTH_MAX = 64

/** Digits with an optional sign and point; no exponent, no separators, no currency. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/**
 * An amount of money as a decimal string, e.g. `-15.23`; negative for money that leaves the account. The text is kept
 * as the server wrote it. A JSON number is rejected: it may have lost cents already.
 *
 * @source Basiq API v2.1, Accounts and Transactions: amounts and balances are strings
 */
export const Decimal = t.brand(
  t.string,
  (text): text is t.Branded<string, DecimalBrand> => text.length <= DECIMAL_LENGTH_MAX && DECIMAL.test(text),
  'Decimal',
)
export type Decimal = t.TypeOf<typeof Decimal>
