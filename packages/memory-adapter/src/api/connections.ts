import type { Scope } from '@bank-connection/core/adapter'
import { notFound, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absoluteUrl, connectionPath, filteredPath, userPath } from '../http/links.ts'
import {
  type ApiResult,
  type Handler,
  noContent,
  type RequestContext,
  respondJson,
  respondProblem,
} from '../http/request.ts'
import { runningJob, stateAt } from '../jobs/connection-state.ts'
import { forgetJob } from '../jobs/start-job.ts'
import { accountsOf } from '../ledger/accounts.ts'
import { isoTime } from '../world/dates.ts'
import { put } from '../world/id-map.ts'
import { hasChallengeStep } from '../world/institutions.ts'
import { type ConnectionRecord, connectionOf, connectionsOf, findInstitution, type World } from '../world/world.ts'
import { accountSummary } from './accounts.ts'
import { onUser } from './on-user.ts'

/** A handler for a path with a user and one of the user's connections; 404 when either does not exist. */
export const onConnection = (handle: (context: RequestContext, connection: ConnectionRecord) => ApiResult): Handler =>
  onUser((context, { id }) => {
    const connection = connectionOf(context.world, id, context.params[1] ?? '')
    return connection === null ? respondProblem(context, notFound()) : handle(context, connection)
  })

/** @source Basiq API v2.1, GET /users/{userId}/connections: neither counted nor paged; its filters have no prefix */
export const listConnections: Handler = onUser((context, user) => {
  const { world, now, query } = context
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
})

/** @source Basiq API v2.1, GET /users/{userId}/connections/{connectionId} */
export const readConnection: Handler = onConnection((context, connection) => {
  const { world, now, scope } = context
  return respondJson(context, 200, connectionBody(world, now, connection, scope ?? 'CLIENT_ACCESS'))
})

/**
 * Accounts and transactions can still be read.
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

/**
 * A connection read by its id.
 *
 * @source Basiq API v2.1, GET /users/{userId}/connections/{connectionId}, recorded response; `status`, `createdDate`
 * and `lastUsed` are for tokens of the server only
 */
const connectionBody = (world: World, now: number, connection: ConnectionRecord, scope: Scope): unknown => {
  const { links, ...members } = commonMembers(world, connection)
  return {
    ...members,
    ...(scope === 'SERVER_ACCESS' ? history(world, now, connection) : {}),
    profile: profile(world, now, connection),
    institution: institutionReference(world, connection),
    accounts: {
      type: 'list',
      data: accountsOf(world, now, connection).map((account) => accountSummary(world, account)),
    },
    links: {
      self: links.self,
      user: absoluteUrl(world, userPath(connection.userId)),
      accounts: links.accounts,
      transactions: links.transactions,
    },
  }
}

/** A connection in a list. @source Basiq API v2.1, GET /users/{userId}/connections */
const listedConnectionBody = (world: World, now: number, connection: ConnectionRecord): unknown => {
  const { links, ...members } = commonMembers(world, connection)
  return {
    ...members,
    ...history(world, now, connection),
    institution: institutionReference(world, connection),
    links: { ...links, institution: absoluteUrl(world, `/institutions/${connection.institutionId}`) },
  }
}

const commonMembers = (world: World, { id, userId, institutionId }: ConnectionRecord) => {
  const institution = findInstitution(world, institutionId)
  const filter = `connection.id.eq('${id}')`
  return {
    type: 'connection',
    id,
    mfaEnabled: institution !== null && hasChallengeStep(institution),
    links: {
      self: absoluteUrl(world, connectionPath(userId, id)),
      accounts: absoluteUrl(world, filteredPath(userId, 'accounts', filter)),
      transactions: absoluteUrl(world, filteredPath(userId, 'transactions', filter)),
    },
  }
}

const history = (world: World, now: number, connection: ConnectionRecord) => ({
  status: stateAt(world, connection, now).status,
  createdDate: isoTime(connection.createdAt + world.clockSkewMs, world.setup.undocumented.timestamps),
  lastUsed: isoTime(connection.lastUsedAt + world.clockSkewMs, world.setup.undocumented.timestamps),
})

const institutionReference = (world: World, { institutionId }: ConnectionRecord) => ({
  type: 'institution',
  id: institutionId,
  links: { self: absoluteUrl(world, `/institutions/${institutionId}`) },
})

/** Null until the accounts have been retrieved. */
const profile = (world: World, now: number, connection: ConnectionRecord): unknown => {
  const holder = connection.holder === null ? undefined : world.setup.logins[connection.holder]?.holder
  if (holder === undefined || stateAt(world, connection, now).accountsAt === null) return null
  const space = holder.indexOf(' ')
  return {
    fullName: holder,
    firstName: space < 0 ? holder : holder.slice(0, space),
    lastName: space < 0 ? null : holder.slice(space + 1),
    middleName: null,
    phoneNumbers: ['0400 000 000'],
    emailAddresses: ['customer@bank.example'],
    physicalAddresses: [
      {
        addressLine1: '1 Example Street',
        addressLine2: null,
        addressLine3: null,
        postcode: '2000',
        city: 'Sydney',
        state: 'NSW',
        country: 'Australia',
        countryCode: 'AUS',
        formattedAddress: '1 Example Street, Sydney NSW 2000, Australia',
      },
    ],
  }
}
