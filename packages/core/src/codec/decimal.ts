import * as t from 'io-ts'

export interface DecimalBrand {
  readonly Decimal: unique symbol
}

/** Longest amount accepted, in characters: no sum of money needs more. */
const DECIMAL_LENGTH_MAX = 64

/** Digits with an optional sign and point; no exponent, no separators, no currency. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/**
 * An amount of money as decimal text, e.g. `-15.23`; negative for what leaves the account. The text is kept as the
 * server wrote it. A number is refused: it would have lost cents before it arrived here.
 *
 * @source Basiq API v2.1, Accounts and Transactions: amounts and balances are strings
 */
export const Decimal = t.brand(
  t.string,
  (text): text is t.Branded<string, DecimalBrand> => text.length <= DECIMAL_LENGTH_MAX && DECIMAL.test(text),
  'Decimal',
)
export type Decimal = t.TypeOf<typeof Decimal>
