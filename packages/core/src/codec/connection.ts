import * as t from 'io-ts'
import { AccountSummary } from './account.ts'
import { ConnectionId } from './ids.ts'
import { InstantMs } from './instant.ts'
import { InstitutionRef } from './institution.ts'
import { arrayOf, listOf } from './list.ts'
import { blankable, nullable, tolerant } from './nullable.ts'
import { openKeyof } from './open.ts'
import { strict } from './strict.ts'

/**
 * `pending` until the credentials are verified; `invalid` once they are known not to work, until the password is updated.
 *
 * @source Basiq API v2.1, Connections
 */
export const ConnectionStatus = openKeyof({ pending: null, active: null, invalid: null }, 'ConnectionStatus')
export type ConnectionStatus = t.TypeOf<typeof ConnectionStatus>

const text = tolerant(t.string)

const PostalAddress = strict(
  {
    addressLine1: text,
    addressLine2: text,
    addressLine3: text,
    postcode: text,
    city: text,
    state: text,
    country: text,
    countryCode: text,
    formattedAddress: text,
  },
  'PostalAddress',
)

/** The customer according to the bank; a member is `null` if the bank doesn't say. */
export const Profile = strict(
  {
    fullName: text,
    firstName: text,
    middleName: text,
    lastName: text,
    phoneNumbers: tolerant(arrayOf(t.string)),
    emailAddresses: tolerant(arrayOf(t.string)),
    physicalAddresses: tolerant(arrayOf(PostalAddress)),
  },
  'Profile',
)
export type Profile = t.TypeOf<typeof Profile>

/**
 * One login at one institution. Credentials are never returned. Times are milliseconds since the Unix epoch; `null`
 * means unknown.
 *
 * @source Basiq API v2.1, GET /users/{userId}/connections/{connectionId} and the list of them: only the list names
 * `mfaEnabled`, only the single one has `profile` and `accounts`; `status`, `createdDate` and `lastUsed` are there for
 * a `SERVER_ACCESS` token only
 */
export const Connection = strict(
  {
    id: ConnectionId,
    status: nullable(ConnectionStatus),
    createdDate: blankable(InstantMs),
    /** Time of the last refresh. */
    lastUsed: blankable(InstantMs),
    /** Whether a refresh may require a second factor; `null` if the server doesn't say. */
    mfaEnabled: nullable(t.boolean),
    institution: InstitutionRef,
    profile: tolerant(Profile),
    /** `null` in a list, which doesn't include it. */
    accounts: nullable(listOf(AccountSummary)),
  },
  'Connection',
)
export type Connection = t.TypeOf<typeof Connection>
