import { notFound, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absolute } from '../http/links.ts'
import { answer, type Handler, refuse } from '../http/request.ts'
import { accountsOfUser } from '../ledger/accounts.ts'
import { find } from '../world/id-map.ts'
import { accountBody } from './account-body.ts'

/** @source Basiq API v2.1, GET /users/{userId}/accounts: not paged */
export const listAccounts: Handler = (visit) => {
  const { world, now, query } = visit
  const user = find(world.users, visit.params[0] ?? '')
  if (user === null) return refuse(visit, problems.userNotFound)
  const criteria = parseFilter(query.get('filter'), RULES)
  if (criteria === null) return refuse(visit, problems.filterNotValid)
  const data = accountsOfUser(world, now, user)
    .filter(
      ({ id, connectionId, institutionId }) =>
        meets(criteria, 'account.id', id) &&
        meets(criteria, 'connection.id', connectionId) &&
        meets(criteria, 'institution.id', institutionId),
    )
    .map((account) => accountBody(world, account))
  return answer(visit, 200, { type: 'list', data, links: { self: absolute(world, visit.request.path) } })
}

/** @source Basiq API v2.1, GET /users/{userId}/accounts/{accountId} */
export const readAccount: Handler = (visit) => {
  const { world, now, params } = visit
  const user = find(world.users, params[0] ?? '')
  if (user === null) return refuse(visit, problems.userNotFound)
  const account = accountsOfUser(world, now, user).find(({ id }) => id === params[1])
  return account === undefined ? refuse(visit, notFound()) : answer(visit, 200, accountBody(world, account))
}

const RULES: FilterRules = {
  'account.id': ['eq', 'ne'],
  'connection.id': ['eq', 'ne'],
  'institution.id': ['eq', 'ne'],
}
