import { notFound, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absoluteUrl } from '../http/links.ts'
import { type Handler, respondJson, respondProblem } from '../http/request.ts'
import { accountsOfUser } from '../ledger/accounts.ts'
import { find } from '../world/id-map.ts'
import { accountBody } from './account-body.ts'

/** @source Basiq API v2.1, GET /users/{userId}/accounts: not paged */
export const listAccounts: Handler = (context) => {
  const { world, now, query } = context
  const user = find(world.users, context.params[0] ?? '')
  if (user === null) return respondProblem(context, problems.userNotFound)
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
}

/** @source Basiq API v2.1, GET /users/{userId}/accounts/{accountId} */
export const readAccount: Handler = (context) => {
  const { world, now, params } = context
  const user = find(world.users, params[0] ?? '')
  if (user === null) return respondProblem(context, problems.userNotFound)
  const account = accountsOfUser(world, now, user).find(({ id }) => id === params[1])
  return account === undefined
    ? respondProblem(context, notFound())
    : respondJson(context, 200, accountBody(world, account))
}

const RULES: FilterRules = {
  'account.id': ['eq', 'ne'],
  'connection.id': ['eq', 'ne'],
  'institution.id': ['eq', 'ne'],
}
