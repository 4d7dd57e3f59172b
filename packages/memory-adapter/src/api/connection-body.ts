import type { Scope } from '@bank-connection/core/adapter'
import { absoluteUrl, connectionPath, filteredPath, userPath } from '../http/links.ts'
import { stateAt } from '../jobs/connection-state.ts'
import { accountsOf } from '../ledger/accounts.ts'
import { isoTime } from '../world/dates.ts'
import { hasChallengeStep } from '../world/institutions.ts'
import { type ConnectionRecord, findInstitution, type World } from '../world/world.ts'
import { accountSummary } from './account-body.ts'

/**
 * A connection as it is read by its id.
 *
 * @source Basiq API v2.1, GET /users/{userId}/connections/{connectionId}, recorded response; `status`, `createdDate`
 * and `lastUsed` are for tokens of the server only
 */
export const connectionBody = (world: World, now: number, connection: ConnectionRecord, scope: Scope): unknown => {
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

/** A connection as an item of a list. @source Basiq API v2.1, GET /users/{userId}/connections */
export const listedConnectionBody = (world: World, now: number, connection: ConnectionRecord): unknown => {
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

/** Null until the accounts were read. */
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
