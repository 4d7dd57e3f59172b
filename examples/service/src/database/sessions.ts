import { createHash, randomBytes } from 'node:crypto'
import { UserId } from '@bank-connection/core'
import { function as F, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { type Database, type DatabaseFailure, Nothing } from './database.ts'

/** Somebody who uses the service, known by their session alone. */
export interface EndUser {
  readonly id: string
  /** Their own user at the bank's API; null until their first connection. */
  readonly bankUserId: UserId | null
}

/** How long a session is good, in milliseconds: 30 days. */
export const SESSION_MS = 30 * 86_400_000

export interface Sessions {
  /** Makes an end user and a session of theirs. `token` is for the cookie, and is kept nowhere. */
  readonly open: (now: number) => TE.TaskEither<DatabaseFailure, { readonly token: string; readonly user: EndUser }>
  /** null: there is no such session, it is over, or it belongs to another bank. */
  readonly find: (token: string, now: number) => TE.TaskEither<DatabaseFailure, EndUser | null>
}

const UserRow = t.strict({ id: t.string, bank_user_id: t.union([UserId, t.null]) }, 'EndUser')

/** @param bank - which bank the users belong to: what was made at one is never used at another */
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

/** A token has 256 random bits: a fast digest is enough. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** How an end user is called in logs: the same each time, and of no use to anybody else. */
export const userHash = ({ id }: EndUser): string => createHash('sha256').update(id).digest('base64url').slice(0, 12)
