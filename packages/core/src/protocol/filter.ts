import type { ConnectionId } from '../codec/ids.ts'
import type { AccountFilter, ConnectionFilter, InstitutionFilter, TransactionFilter } from './port.ts'

/** One condition of a filter; a condition without a value is left out. */
export type Condition = readonly [property: string, operator: 'eq' | 'gteq' | 'lteq', value: string | undefined]

/**
 * Formats conditions for the API: `account.id.eq('a-1'),transaction.status.eq('posted')`; `null` if there are none. A
 * comma means "and". Quotes in a value are left out, because escaping is not documented.
 *
 * @source Basiq API v2.1, "Filtering"
 */
export const filterText = (conditions: readonly Condition[]): string | null => {
  const texts = conditions.flatMap(([property, operator, value]) =>
    value === undefined ? [] : [`${property}.${operator}('${value.replaceAll("'", '')}')`],
  )
  return texts.length === 0 ? null : texts.join(',')
}

/** @source Basiq API v2.1, GET /institutions */
export const institutionConditions = (filter: InstitutionFilter): readonly Condition[] => [
  ['institution.country', 'eq', filter.country],
  ['institution.tier', 'eq', filter.tier],
  ['institution.authorization', 'eq', filter.authorization],
  ['institution.serviceType', 'eq', filter.serviceType],
  ['institution.institutionType', 'eq', filter.institutionType],
  ['institution.stage', 'eq', filter.stage],
]

/** @source Basiq API v2.1, GET /users/{userId}/connections: properties of the connection have no prefix */
export const connectionConditions = (filter: ConnectionFilter): readonly Condition[] => [
  ['id', 'eq', filter.connectionId],
  ['status', 'eq', filter.status],
  ['institution.id', 'eq', filter.institutionId],
]

/** @source Basiq API v2.1, GET /users/{userId}/jobs: no other property can be filtered by */
export const jobConditions = (filter: { readonly connectionId?: ConnectionId }): readonly Condition[] => [
  ['connection.id', 'eq', filter.connectionId],
]

/** @source Basiq API v2.1, GET /users/{userId}/accounts */
export const accountConditions = (filter: AccountFilter): readonly Condition[] => [
  ['account.id', 'eq', filter.accountId],
  ['connection.id', 'eq', filter.connectionId],
  ['institution.id', 'eq', filter.institutionId],
]

/** @source Basiq API v2.1, GET /users/{userId}/transactions; `connection.id` is in the OpenAPI file only */
export const transactionConditions = (filter: TransactionFilter): readonly Condition[] => [
  ...accountConditions(filter),
  ['transaction.status', 'eq', filter.status],
  ['transaction.direction', 'eq', filter.direction],
  ['transaction.class', 'eq', filter.class],
  ['transaction.postDate', 'gteq', filter.postedFrom],
  ['transaction.postDate', 'lteq', filter.postedUntil],
]
