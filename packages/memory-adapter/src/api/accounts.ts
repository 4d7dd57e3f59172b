import { notFound, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absoluteUrl, filteredPath, userPath } from '../http/links.ts'
import { type Handler, respondJson, respondProblem } from '../http/request.ts'
import { type AccountRecord, accountsOfUser, balancesOf } from '../ledger/accounts.ts'
import { formatCents } from '../ledger/format-cents.ts'
import { dayOf, isoDay, isoTime } from '../world/dates.ts'
import type { World } from '../world/world.ts'
import { onUser } from './on-user.ts'

/** @source Basiq API v2.1, GET /users/{userId}/accounts: not paged */
export const listAccounts: Handler = onUser((context, user) => {
  const { world, now, query } = context
  const criteria = parseFilter(query.get('filter'), RULES)
  if (criteria === null) return respondProblem(context, problems.filterNotValid)
  const data = accountsOfUser(world, now, user)
    .filter(
      ({ id, connectionId, institutionId }) =>
        meets(criteria, 'account.id', id) &&
        meets(criteria, 'connection.id', connectionId) &&
        meets(criteria, 'institution.id', institutionId),
    )
    .map((account) => accountBody(world, account))
  return respondJson(context, 200, { type: 'list', data, links: { self: absoluteUrl(world, context.request.path) } })
})

/** @source Basiq API v2.1, GET /users/{userId}/accounts/{accountId} */
export const readAccount: Handler = onUser((context, user) => {
  const { world, now, params } = context
  const account = accountsOfUser(world, now, user).find(({ id }) => id === params[1])
  return account === undefined
    ? respondProblem(context, notFound())
    : respondJson(context, 200, accountBody(world, account))
})

const RULES: FilterRules = {
  'account.id': ['eq', 'ne'],
  'connection.id': ['eq', 'ne'],
  'institution.id': ['eq', 'ne'],
}

/** An account. @source Basiq API v2.1, GET /users/{userId}/accounts, recorded response: money is text */
const accountBody = (world: World, account: AccountRecord): unknown => {
  const { links, type, id, ...members } = summary(world, account)
  return {
    type,
    id,
    ...members,
    transactionIntervals:
      account.transactionsAt === null
        ? []
        : [{ from: isoDay(dayOf(account.openedAt)), to: isoDay(dayOf(account.transactionsAt)) }],
    accountHolder: account.holder,
    connection: account.connectionId,
    institution: account.institutionId,
    links,
  }
}

/** An account inside its connection. @source Basiq API v2.1, Connections */
export const accountSummary = (world: World, account: AccountRecord): unknown => summary(world, account)

const summary = (world: World, account: AccountRecord) => {
  const { plan } = account
  const { posted, current } = balancesOf(account)
  return {
    type: 'account',
    id: account.id,
    accountNo: account.accountNo,
    name: plan.name,
    currency: 'AUD',
    class: { type: plan.type, product: plan.product, ...(plan.meta === null ? {} : { meta: { ...plan.meta } }) },
    balance: formatCents(posted),
    availableFunds: availableFunds(plan.type, plan.limitCents, current),
    lastUpdated: isoTime(account.readAt + world.clockSkewMs, world.setup.undocumented.timestamps),
    status: 'available',
    links: {
      self: absoluteUrl(world, `${userPath(account.userId)}/accounts/${account.id}`),
      transactions: absoluteUrl(world, filteredPath(account.userId, 'transactions', `account.id.eq('${account.id}')`)),
      connection: null,
      institution: absoluteUrl(world, `/institutions/${account.institutionId}`),
    },
  }
}

const availableFunds = (type: string, limitCents: number | null, current: number): string | null => {
  if (limitCents !== null) return formatCents(limitCents + current)
  return type === 'mortgage' || type === 'loan' ? null : formatCents(current)
}
