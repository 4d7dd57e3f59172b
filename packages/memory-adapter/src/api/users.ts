import { problems } from '../errors/api-error.ts'
import { absoluteUrl, connectionPath, userPath } from '../http/links.ts'
import { type Handler, noContent, objectOf, respondJson, respondProblem, textIn } from '../http/request.ts'
import { forgetJob } from '../jobs/start-job.ts'
import { accountsOfUser } from '../ledger/accounts.ts'
import { uuid } from '../world/hash.ts'
import { put, remove } from '../world/id-map.ts'
import { connectionsOf, type UserRecord, type World } from '../world/world.ts'
import { onUser } from './on-user.ts'

/** @source Basiq API v2.1, POST /users: e-mail or mobile is required, neither need be unique */
export const createUser: Handler = (context) => {
  const { world } = context
  const body = objectOf(context.request.body)
  if (body === null) return respondProblem(context, problems.contentMalformed)
  const [email = null, mobile = null, firstName = null, lastName = null] = [
    'email',
    'mobile',
    'firstName',
    'lastName',
  ].map((name) => textIn(body, name))
  if (email === null && mobile === null) return respondProblem(context, problems.emailOrMobile)
  const made = world.made + 1
  const id = uuid(world.setup.seed, 'user', made)
  const user: UserRecord = { id, email, mobile, firstName, lastName, connectionIds: [], jobIds: [] }
  return respondJson({ ...context, world: { ...world, made, users: put(world.users, id, user) } }, 201, {
    ...names(user),
    links: { self: absoluteUrl(world, userPath(id)) },
  })
}

/** @source Basiq API v2.1, GET /users/{userId} */
export const readUser: Handler = onUser((context, user) => {
  const { world, now } = context
  const path = userPath(user.id)
  const accounts = accountsOfUser(world, now, user).map(({ id }) =>
    reference(world, 'account', id, `${path}/accounts/${id}`),
  )
  const connections = connectionsOf(world, user).map(({ id }) =>
    reference(world, 'connection', id, connectionPath(user.id, id)),
  )
  return respondJson(context, 200, {
    ...names(user),
    accounts: { type: 'list', count: accounts.length, data: accounts },
    connections: { type: 'list', count: connections.length, data: connections },
    links: {
      self: absoluteUrl(world, path),
      accounts: absoluteUrl(world, `${path}/accounts`),
      connections: absoluteUrl(world, `${path}/connections`),
      transactions: absoluteUrl(world, `${path}/transactions`),
      auth_link: null,
    },
  })
})

/** Deletes the user with all connections and jobs. @source Basiq API v2.1, DELETE /users/{userId} */
export const deleteUser: Handler = onUser((context, user) => {
  const { world } = context
  const next: World = {
    ...user.jobIds.reduce(forgetJob, world),
    connectionCount: world.connectionCount - connectionsOf(world, user).length,
    users: remove(world.users, user.id),
    connections: user.connectionIds.reduce((rest, id) => remove(rest, id), world.connections),
  }
  return [next, noContent]
})

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
  links: { self: absoluteUrl(world, path) },
})
