import { isAsExpected, type Outcome } from './run-connection.ts'
import { tableOf } from './table.ts'
import { count } from './wording.ts'

/** What the connections have given: the accounts, and how many went as they should; empty when there is nothing. */
export const summaryOf = (outcomes: readonly Outcome[]): string => {
  const rows = outcomes.flatMap(rowsOf)
  return [
    ...(rows.length === 0 ? [] : ['', tableOf(HEAD, rows, [3, 4])]),
    ...(outcomes.length === 1 ? [] : ['', tallyOf(outcomes)]),
  ].join('\n')
}

type Row = readonly string[]

const HEAD = ['Bank', 'Account', 'Class', 'Balance', 'Transactions']

const rowsOf = (outcome: Outcome): readonly Row[] =>
  outcome._tag === 'Connected'
    ? outcome.accounts.map(({ name, class: kind, balance, currency, transactions }, i) => [
        i === 0 ? outcome.plan.institution.name : '',
        name ?? 'unnamed',
        kind ?? 'unknown',
        balance === null ? 'unknown' : moneyOf(balance, currency),
        transactions === null ? 'unknown' : transactions.toLocaleString('en-AU'),
      ])
    : []

/** Balances are decimals of any length: their digits are grouped as text, not counted. */
const moneyOf = (balance: string, currency: string | null): string =>
  `${balance.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')} ${currency ?? ''}`.trimEnd()

const tallyOf = (outcomes: readonly Outcome[]): string => {
  const connected = outcomes.filter(({ _tag }) => _tag === 'Connected').length
  const refused = outcomes.filter((outcome) => outcome._tag === 'Failed' && isAsExpected(outcome)).length
  const wrong = outcomes.filter((outcome) => !isAsExpected(outcome)).length
  return [
    `${count(outcomes.length, 'connection')}: ${connected} connected`,
    ...(refused === 0 ? [] : [`${refused} refused, as it should be`]),
    ...(wrong === 0 ? [] : [`${wrong} not as expected`]),
  ].join(', ')
}
