import {
  cash,
  dining,
  type EntryKind,
  entry,
  fee,
  groceries,
  household,
  refund,
  shopping,
  travel,
} from './entry-kinds.ts'

/**
 * How transactions of an account type are generated. They come in blocks: the first can have its own kind, the last moves
 * the balance to a checkpoint, and the others are drawn.
 */
export interface AccountPlan {
  readonly type: 'transaction' | 'savings' | 'credit-card' | 'mortgage' | 'loan'
  readonly product: string
  readonly name: string
  /** Transactions in two years: minimum and maximum. */
  readonly count: readonly [number, number]
  /** Transactions in a block, 2 or more. */
  readonly block: number
  /** Initial balance in cents: minimum and maximum. */
  readonly baseCents: readonly [number, number]
  /** Maximum deviation of a checkpoint, in cents. */
  readonly strayCents: number
  /** Change of the balance per block, in cents. */
  readonly trendCents: number
  readonly first: EntryKind | null
  readonly others: readonly EntryKind[]
  /** Last transaction of a block, when money comes in. */
  readonly closingIn: EntryKind
  /** Last transaction of a block, when money goes out. */
  readonly closingOut: EntryKind
  /** Credit limit in cents; null: none. */
  readonly limitCents: number | null
  readonly meta: Readonly<Record<string, string>> | null
}

const everyday: AccountPlan = {
  type: 'transaction',
  product: 'Everyday Account',
  name: 'Everyday Account',
  count: [1_000, 2_400],
  block: 32,
  baseCents: [180_000, 900_000],
  strayCents: 90_000,
  trendCents: 0,
  first: entry('direct-credit', 290_000, 420_000, ['SALARY HOOLI PTY LTD', 'PAY PIED PIPER AUSTRALIA']),
  others: [groceries, groceries, dining, dining, travel, travel, household, shopping, cash, refund, fee],
  closingIn: entry('transfer', 0, 0, ['TRANSFER FROM SAVINGS']),
  closingOut: entry('transfer', 0, 0, ['TRANSFER TO SAVINGS']),
  limitCents: null,
  meta: null,
}

const savings: AccountPlan = {
  type: 'savings',
  product: 'Online Saver',
  name: 'Online Saver',
  count: [200, 400],
  block: 8,
  baseCents: [600_000, 6_000_000],
  strayCents: 40_000,
  trendCents: 25_000,
  first: entry('interest', 800, 9_000, ['INTEREST PAID']),
  others: [
    entry('transfer', 5_000, 60_000, ['TRANSFER FROM EVERYDAY', 'ROUND UP SAVINGS']),
    entry('transfer', -50_000, -5_000, ['TRANSFER TO EVERYDAY']),
  ],
  closingIn: entry('transfer', 0, 0, ['TRANSFER FROM EVERYDAY']),
  closingOut: entry('transfer', 0, 0, ['TRANSFER TO EVERYDAY']),
  limitCents: null,
  meta: null,
}

const creditCard: AccountPlan = {
  type: 'credit-card',
  product: 'Low Rate Visa',
  name: 'Low Rate Visa',
  count: [600, 1_500],
  block: 24,
  baseCents: [-420_000, -60_000],
  strayCents: 30_000,
  trendCents: 0,
  first: null,
  others: [groceries, dining, dining, travel, shopping, shopping, household, refund, fee],
  closingIn: entry('payment', 0, 0, ['PAYMENT RECEIVED - THANK YOU']),
  closingOut: entry('cash-withdrawal', 0, 0, ['CASH ADVANCE']),
  limitCents: 1_500_000,
  meta: null,
}

const owed = (
  type: 'mortgage' | 'loan',
  product: string,
  owedCents: readonly [number, number],
  part: number,
): AccountPlan => ({
  type,
  product,
  name: product,
  count: [200, 260],
  block: 2,
  baseCents: [-owedCents[1], -owedCents[0]],
  strayCents: 0,
  trendCents: 6_500 * part,
  first: entry('loan-interest', -32_000 * part, -26_000 * part, ['INTEREST CHARGED']),
  others: [],
  closingIn: entry('loan-repayment', 0, 0, ['LOAN REPAYMENT']),
  closingOut: entry('loan-repayment', 0, 0, ['LOAN REDRAW']),
  limitCents: null,
  meta:
    type === 'mortgage' ? { loanTermYears: '30', interestRate: '5.89', repaymentType: 'principal and interest' } : null,
})

/** Account types; a login has the first few of them. */
export const accountPlans: readonly AccountPlan[] = [
  everyday,
  savings,
  creditCard,
  owed('mortgage', 'Home Loan', [32_000_000, 78_000_000], 2),
  owed('loan', 'Personal Loan', [900_000, 3_200_000], 0.25),
]

/** Minimum accounts per login. */
export const ACCOUNTS_MIN = 3
