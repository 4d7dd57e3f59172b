import { createHash, randomBytes } from 'node:crypto'
import { UserId } from '@bank-connection/core'
import { function as F, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { type Database, type DatabaseFailure, Nothing } from './database.ts'

/** A user of the service, identified by a session only. */
export interface EndUser {
  readonly id: string
  /** The user at the bank's API; `null` until the first connection. */
  readonly bankUserId: UserId | null
}

/** Lifetime of a session: 30 days. */
export const SESSION_MS = 30 * 86_400_000

export interface Sessions {
  /** Creates an end user with a session. `token` is for the cookie; only its hash is stored. */
  readonly open: (now: number) => TE.TaskEither<DatabaseFailure, { readonly token: string; readonly user: EndUser }>
  /** `null` if there is no such session, it has expired, or it belongs to another bank. */
  readonly find: (token: string, now: number) => TE.TaskEither<DatabaseFailure, EndUser | null>
}

const UserRow = t.strict({ id: t.string, bank_user_id: t.union([UserId, t.null]) }, 'EndUser')

/** @param bank - id of the bank that the users belong to; users of other banks are not found */
export const createSessions = (database: Database, bank: string): Sessions => ({
  open: (now) => {
    const token = randomBytes(32).toString('base64url')
    const id = newId('u')
    return F.pipe(
      database.transaction((query) =>
        F.pipe(
          query(Nothing, 'insert into end_users (id, bank, created_at) values ($1, $2, $3)', [id, bank, now]),
          TE.chain(() => query(Nothing, INSERT, [hashOf(token), id, now, now + SESSION_MS])),
        ),
      ),
      TE.map(() => ({ token, user: { id, bankUserId: null } })),
    )
  },
  find: (token, now) =>
    F.pipe(
      database.query(UserRow, FIND, [hashOf(token), now, bank]),
      TE.map(([row]) => (row === undefined ? null : { id: row.id, bankUserId: row.bank_user_id })),
    ),
})

const INSERT = 'insert into sessions (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)'
const FIND = `select end_users.id, end_users.bank_user_id from sessions join end_users on end_users.id = sessions.user_id
  where token_hash = $1 and expires_at > $2 and bank = $3`

/** 128 random bits, in letters, digits, `-` and `_`. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(16).toString('base64url')}`

/** A fast hash is enough for a token of 256 random bits. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** A stable pseudonym of an end user for logs. */
export const userHash = ({ id }: EndUser): string => createHash('sha256').update(id).digest('base64url').slice(0, 12)
