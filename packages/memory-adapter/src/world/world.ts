import { UserId } from '@bank-connection/core'
import { emptyIdMap, find, type IdMap, put } from './id-map.ts'
import type { BankInstitution } from './institutions.ts'
import type { JobRecord } from './job-record.ts'
import { requireOption } from './require-option.ts'
import type { LoginScript } from './scripted-login.ts'
import { type Setup, setupOf, type WorldOptions } from './setup.ts'

/** A person who connects accounts, as the bank keeps them; null where nothing was given. */
export interface UserRecord {
  readonly id: string
  readonly email: string | null
  readonly mobile: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  /** In the order of their making; deleted ones included, since their data can still be read. */
  readonly connectionIds: readonly string[]
  /** In the order of their making. */
  readonly jobIds: readonly string[]
}

/** What a connection had come to when its latest job began. */
export interface ConnectionState {
  readonly status: 'pending' | 'active' | 'invalid'
  /** When accounts were last read, in milliseconds since the Unix epoch; null: never. */
  readonly accountsAt: number | null
  /** When the accounts were read whose transactions were last read; null: never. */
  readonly transactionsAt: number | null
  /** How often transactions were read. Pending ones have new ids each time. */
  readonly generation: number
}

/** One login at one institution. */
export interface ConnectionRecord {
  readonly id: string
  /** Whole number of its own, from which everything about it is drawn. */
  readonly ordinal: number
  readonly userId: string
  readonly institutionId: string
  /** Digest of the login or the user token. */
  readonly name: string
  /** Digest of all credentials together. */
  readonly credentials: string
  /** The known login that the latest credentials fit, as its index; null: they are not good. */
  readonly login: number | null
  /** Whose accounts it has, as an index among the known logins; null: never given credentials that were good. */
  readonly holder: number | null
  /** What its login asks for; null: it is no scripted login. */
  readonly script: LoginScript | null
  readonly createdAt: number
  readonly lastUsedAt: number
  /** Before the latest job. */
  readonly before: ConnectionState
  /** The latest job; null before the first one, and once the connection is deleted. */
  readonly jobId: string | null
  readonly deletedAt: number | null
}

/**
 * The whole state of the simulated bank. Plain data: print it, compare it, replay it.
 *
 * It holds no secret in clear. Of credentials and of right answers it keeps digests, which are made with the seed that
 * it holds as well: who has a world can try out guesses, and finds what is short, such as a code of four digits. Do not
 * give it secrets of real people. Of an answer that a user gave it keeps only whether it was right.
 */
export interface World {
  readonly setup: Setup
  /** How many things were made: the source of ids. */
  readonly made: number
  /** How many connections exist. */
  readonly connectionCount: number
  readonly users: IdMap<UserRecord>
  readonly connections: IdMap<ConnectionRecord>
  readonly jobs: IdMap<JobRecord>
  /** The latest job by the digest of its credentials: see `JobRecord.attempt`. */
  readonly attempts: IdMap<string>
  /** Requests in the current window; null when nobody counts. */
  readonly window: { readonly startedAt: number; readonly requests: number } | null
  /** How far the clock by which it writes is ahead of the time that it is given, in milliseconds; below 0: behind. */
  readonly clockSkewMs: number
  /** How often all its tokens were made to expire: one that was given before the last time is not good any more. */
  readonly tokenGeneration: number
}

/**
 * Creates a bank with its users, without connections. Pure.
 *
 * @throws Error that names the option and the remedy, when `users` names an id that no URL can hold, `seed` is not a
 * whole number, `apiKey` is empty or has a space, or `durations.shares` are not proportions
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
    'users must be ids that a URL can hold, such as user-1; leave it out for that one',
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

/** The user's connection with this id, unless it is deleted; null when there is none. */
export const connectionOf = ({ connections }: World, userId: string, connectionId: string): ConnectionRecord | null => {
  const connection = find(connections, connectionId)
  return connection?.userId === userId && connection.deletedAt === null ? connection : null
}

/** The user's connections that are not deleted, in the order of their making. */
export const connectionsOf = ({ connections }: World, user: UserRecord): readonly ConnectionRecord[] =>
  user.connectionIds.flatMap((id) => {
    const connection = find(connections, id)
    return connection?.deletedAt === null ? [connection] : []
  })
