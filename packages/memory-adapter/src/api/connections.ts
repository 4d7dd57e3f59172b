import { problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absoluteUrl } from '../http/links.ts'
import { type Handler, noContent, respondJson, respondProblem } from '../http/request.ts'
import { runningJob, stateAt } from '../jobs/connection-state.ts'
import { forgetJob } from '../jobs/start-job.ts'
import { find, put } from '../world/id-map.ts'
import { connectionsOf, type World } from '../world/world.ts'
import { connectionBody, listedConnectionBody } from './connection-body.ts'
import { onConnection } from './find-connection.ts'

/** @source Basiq API v2.1, GET /users/{userId}/connections: neither counted nor paged; its filters have no prefix */
export const listConnections: Handler = (context) => {
  const { world, now, query } = context
  const user = find(world.users, context.params[0] ?? '')
  if (user === null) return respondProblem(context, problems.userNotFound)
  const criteria = parseFilter(query.get('filter'), RULES)
  if (criteria === null) return respondProblem(context, problems.filterNotValid)
  const data = connectionsOf(world, user)
    .filter(
      (connection) =>
        meets(criteria, 'id', connection.id) &&
        meets(criteria, 'institution.id', connection.institutionId) &&
        meets(criteria, 'status', stateAt(world, connection, now).status),
    )
    .map((connection) => listedConnectionBody(world, now, connection))
  return respondJson(context, 200, { type: 'list', data, links: { self: absoluteUrl(world, context.request.path) } })
}

/** @source Basiq API v2.1, GET /users/{userId}/connections/{connectionId} */
export const readConnection: Handler = onConnection((context, connection) => {
  const { world, now, scope } = context
  return respondJson(context, 200, connectionBody(world, now, connection, scope ?? 'CLIENT_ACCESS'))
})

/**
 * Accounts and transactions stay as they were.
 *
 * @source Basiq API v2.1, DELETE /users/{userId}/connections/{connectionId}
 */
export const deleteConnection: Handler = onConnection(({ world, now }, connection) => {
  const running = runningJob(world, connection, now)
  const vanishes = running !== null && world.setup.undocumented.deletedJob === 'vanishes'
  const before = stateAt(world, connection, now)
  const next: World = {
    ...(vanishes ? forgetJob(world, running.id) : world),
    connectionCount: world.connectionCount - 1,
    connections: put(world.connections, connection.id, { ...connection, before, jobId: null, deletedAt: now }),
  }
  return [next, noContent]
})

const RULES: FilterRules = { id: ['eq'], status: ['eq'], 'institution.id': ['eq'] }
