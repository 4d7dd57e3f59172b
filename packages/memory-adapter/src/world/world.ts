import { UserId } from '@bank-connection/core'
import { requireOption } from '@bank-connection/core/adapter'
import { emptyIdMap, find, type IdMap, put } from './id-map.ts'
import type { BankInstitution } from './institutions.ts'
import type { JobRecord } from './job-record.ts'
import type { LoginScript } from './scripted-login.ts'
import { type Setup, setupOf, type WorldOptions } from './setup.ts'

/** A user; null members were not provided. */
export interface UserRecord {
  readonly id: string
  readonly email: string | null
  readonly mobile: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  /** In order of creation. Includes deleted connections, whose data can still be read. */
  readonly connectionIds: readonly string[]
  /** In order of creation. */
  readonly jobIds: readonly string[]
}

/** State of a connection before its latest job. */
export interface ConnectionState {
  readonly status: 'pending' | 'active' | 'invalid'
  /** When accounts were last retrieved, in milliseconds since the Unix epoch; null: never. */
  readonly accountsAt: number | null
  /** `accountsAt` of the last job that retrieved transactions; null: never. */
  readonly transactionsAt: number | null
  /** Number of times transactions were retrieved. Pending ones get new ids each time. */
  readonly generation: number
}

/** One login at one institution. */
export interface ConnectionRecord {
  readonly id: string
  /** Unique whole number that seeds its draws. */
  readonly ordinal: number
  readonly userId: string
  readonly institutionId: string
  /** Digest of the login or the user token. */
  readonly name: string
  /** Digest of all credentials together. */
  readonly credentials: string
  /** Index of the known login that matches the latest credentials; null: they are wrong. */
  readonly login: number | null
  /** Index of the known login whose accounts it has; null: never had valid credentials. */
  readonly holder: number | null
  /** Script of its login; null: not scripted. */
  readonly script: LoginScript | null
  readonly createdAt: number
  readonly lastUsedAt: number
  /** Before the latest job. */
  readonly before: ConnectionState
  /** The latest job; null before the first, and after the connection is deleted. */
  readonly jobId: string | null
  readonly deletedAt: number | null
}

/**
 * The complete state of the simulated bank. Plain data: print it, compare it, replay it.
 *
 * It contains no secret in clear text. Credentials and right answers are stored as digests, and the seed of the digests
 * is stored too, so anyone with a world can guess short secrets such as a four-digit code. Never use real credentials.
 * Of a user's answer it stores only whether it was right.
 */
export interface World {
  readonly setup: Setup
  /** Counter that ids are derived from. */
  readonly made: number
  /** Number of connections. */
  readonly connectionCount: number
  readonly users: IdMap<UserRecord>
  readonly connections: IdMap<ConnectionRecord>
  readonly jobs: IdMap<JobRecord>
  /** Id of the latest job by credentials: see `JobRecord.attempt`. */
  readonly attempts: IdMap<string>
  /** Requests in the current window of the rate limit; null without one. */
  readonly window: { readonly startedAt: number; readonly requests: number } | null
  /** Offset of the times that the bank writes, in milliseconds; negative: behind. */
  readonly clockSkewMs: number
  /** Number of times all tokens were made to expire; tokens of an earlier generation are rejected. */
  readonly tokenGeneration: number
}

/**
 * Creates a world with its initial users and no connections. Pure.
 *
 * @throws Error that names the option and the remedy when `users`, `seed`, `apiKey` or `durations.shares` is invalid
 */
export const createWorld = (options: WorldOptions = {}): World => ({
  setup: setupOf(options),
  made: 0,
  connectionCount: 0,
  users: firstUsers(options.users ?? ['user-1']),
  connections: emptyIdMap,
  jobs: emptyIdMap,
  attempts: emptyIdMap,
  window: null,
  clockSkewMs: 0,
  tokenGeneration: 0,
})

const firstUsers = (ids: readonly string[]): IdMap<UserRecord> => {
  requireOption(
    ids.every(UserId.is),
    'users must be ids that are valid in a URL path, such as user-1, which is the default',
  )
  const rest = { email: 'user@example.com', mobile: null, firstName: null, lastName: null }
  return ids.reduce<IdMap<UserRecord>>(
    (users, id) => put(users, id, { id, ...rest, connectionIds: [], jobIds: [] }),
    emptyIdMap,
  )
}

/** The institution with this id; null when there is none. */
export const findInstitution = ({ setup }: World, id: string): BankInstitution | null =>
  setup.institutions.find((institution) => institution.id === id) ?? null

/** The user's connection with this id; null when it does not exist or is deleted. */
export const connectionOf = ({ connections }: World, userId: string, connectionId: string): ConnectionRecord | null => {
  const connection = find(connections, connectionId)
  return connection?.userId === userId && connection.deletedAt === null ? connection : null
}

/** The user's connections that are not deleted, in order of creation. */
export const connectionsOf = ({ connections }: World, user: UserRecord): readonly ConnectionRecord[] =>
  user.connectionIds.flatMap((id) => {
    const connection = find(connections, id)
    return connection?.deletedAt === null ? [connection] : []
  })
