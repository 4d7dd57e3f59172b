import { problems } from '../errors/api-error.ts'
import { absolute, connectionPath, userPath } from '../http/links.ts'
import { answer, type Handler, nothing, recordOf, refuse, textIn } from '../http/request.ts'
import { forgetJob } from '../jobs/start-job.ts'
import { accountsOfUser } from '../ledger/accounts.ts'
import { uuid } from '../world/hash.ts'
import { find, put, remove } from '../world/id-map.ts'
import { connectionsOf, type UserRecord, type World } from '../world/world.ts'

/** @source Basiq API v2.1, POST /users: e-mail or mobile is required, neither need be unique */
export const createUser: Handler = (visit) => {
  const { world } = visit
  const body = recordOf(visit.request.body)
  if (body === null) return refuse(visit, problems.contentMalformed)
  const [email = null, mobile = null, firstName = null, lastName = null] = [
    'email',
    'mobile',
    'firstName',
    'lastName',
  ].map((name) => textIn(body, name))
  if (email === null && mobile === null) return refuse(visit, problems.emailOrMobile)
  const made = world.made + 1
  const id = uuid(world.setup.seed, 'user', made)
  const user: UserRecord = { id, email, mobile, firstName, lastName, connectionIds: [], jobIds: [] }
  return answer({ ...visit, world: { ...world, made, users: put(world.users, id, user) } }, 201, {
    ...names(user),
    links: { self: absolute(world, userPath(id)) },
  })
}

/** @source Basiq API v2.1, GET /users/{userId} */
export const readUser: Handler = (visit) => {
  const { world, now } = visit
  const user = find(world.users, visit.params[0] ?? '')
  if (user === null) return refuse(visit, problems.userNotFound)
  const path = userPath(user.id)
  const accounts = accountsOfUser(world, now, user).map(({ id }) =>
    reference(world, 'account', id, `${path}/accounts/${id}`),
  )
  const connections = connectionsOf(world, user).map(({ id }) =>
    reference(world, 'connection', id, connectionPath(user.id, id)),
  )
  return answer(visit, 200, {
    ...names(user),
    accounts: { type: 'list', count: accounts.length, data: accounts },
    connections: { type: 'list', count: connections.length, data: connections },
    links: {
      self: absolute(world, path),
      accounts: absolute(world, `${path}/accounts`),
      connections: absolute(world, `${path}/connections`),
      transactions: absolute(world, `${path}/transactions`),
      auth_link: null,
    },
  })
}

/** Removes everything of the user. @source Basiq API v2.1, DELETE /users/{userId} */
export const deleteUser: Handler = (visit) => {
  const { world } = visit
  const user = find(world.users, visit.params[0] ?? '')
  if (user === null) return refuse(visit, problems.userNotFound)
  const next: World = {
    ...user.jobIds.reduce(forgetJob, world),
    connectionCount: world.connectionCount - connectionsOf(world, user).length,
    users: remove(world.users, user.id),
    connections: user.connectionIds.reduce((rest, id) => remove(rest, id), world.connections),
  }
  return [next, nothing]
}

const names = ({ id, email, mobile, firstName, lastName }: UserRecord) => ({
  type: 'user',
  id,
  ...(email === null ? {} : { email }),
  ...(mobile === null ? {} : { mobile }),
  ...(firstName === null ? {} : { firstName }),
  ...(lastName === null ? {} : { lastName }),
})

const reference = (world: World, type: string, id: string, path: string) => ({
  type,
  id,
  links: { self: absolute(world, path) },
})
