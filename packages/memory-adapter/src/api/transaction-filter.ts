import { type Problem, problems } from '../errors/api-error.ts'
import { type Criterion, type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { type AccountRecord, isPending } from '../ledger/accounts.ts'
import { directionOf, type LedgerEntry, postDayOf } from '../ledger/ledger.ts'
import { parseDay } from '../world/dates.ts'

/** Filter of a list of transactions. */
export interface TransactionFilter {
  readonly account: (account: AccountRecord) => boolean
  /** null: all transactions of the accounts. */
  readonly entry: ((account: AccountRecord, entry: LedgerEntry) => boolean) | null
}

/**
 * Parses the filter of a list of transactions. A pending transaction has no post date and meets no condition on it.
 *
 * @source Basiq API v2.1, GET /users/{userId}/transactions
 */
export const parseTransactionFilter = (text: string | undefined): TransactionFilter | Problem => {
  const criteria = parseFilter(text, RULES)
  if (criteria === null) return problems.filterNotValid
  const dates = criteria.filter(({ property }) => property === 'transaction.postDate')
  const spans = dates.map(spanOf)
  if (spans.some((span) => span === null)) return problems.postDateNotValid
  const isByEntry = criteria.some(({ property }) => property.startsWith('transaction.'))
  return {
    account: ({ id, connectionId, institutionId }) =>
      meets(criteria, 'account.id', id) &&
      meets(criteria, 'connection.id', connectionId) &&
      meets(criteria, 'institution.id', institutionId),
    entry: isByEntry ? (account, entry) => meetsEntry(criteria, spans, account, entry) : null,
  }
}

const RULES: FilterRules = {
  'account.id': ['eq'],
  'connection.id': ['eq'],
  'institution.id': ['eq'],
  'transaction.postDate': ['bt', 'gt', 'gteq', 'lt', 'lteq', 'eq'],
  'transaction.status': ['eq'],
  'transaction.direction': ['eq'],
  'transaction.class': ['eq'],
}

/** First and last day, both included. */
type Span = readonly [first: number, last: number]

const spanOf = ({ condition, values }: Criterion): Span | null => {
  const [day = null, end = null] = values.map(parseDay)
  if (day === null) return null
  switch (condition) {
    case 'bt':
      return end === null ? null : [day, end]
    case 'gt':
      return [day + 1, Number.POSITIVE_INFINITY]
    case 'gteq':
      return [day, Number.POSITIVE_INFINITY]
    case 'lt':
      return [Number.NEGATIVE_INFINITY, day - 1]
    case 'lteq':
      return [Number.NEGATIVE_INFINITY, day]
    case 'eq':
      return [day, day]
    case 'ne':
    case 'in':
      return null
  }
}

const meetsEntry = (
  criteria: readonly Criterion[],
  spans: readonly (Span | null)[],
  account: AccountRecord,
  { at, cents, kind }: LedgerEntry,
): boolean => {
  const pending = isPending(account, at)
  const day = postDayOf(at)
  return (
    spans.every((span) => span !== null && !pending && span[0] <= day && day <= span[1]) &&
    meets(criteria, 'transaction.status', pending ? 'pending' : 'posted') &&
    meets(criteria, 'transaction.direction', directionOf(cents)) &&
    meets(criteria, 'transaction.class', kind.class)
  )
}
