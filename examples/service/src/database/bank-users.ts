import { type BankPort, type PortError, UserId } from '@bank-connection/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { type Database, type DatabaseFailure, databaseFailure, Nothing } from './database.ts'
import type { EndUser } from './sessions.ts'

const BankUserRow = t.strict({ bank_user_id: UserId }, 'BankUser')

type Result = E.Either<DatabaseFailure | PortError, UserId>

/**
 * Creates a user at the bank's API for each end user, on first use. Concurrent calls for the same end user share one
 * request.
 */
export const createBankUsers = (database: Database, bank: BankPort) => {
  const pending = new Map<string, Promise<Result>>()

  const read = async (user: EndUser): Promise<E.Either<DatabaseFailure, UserId | null>> => {
    const rows = await database.query(BankUserRow, READ, [user.id])()
    return E.isLeft(rows) ? rows : E.right(rows.right[0]?.bank_user_id ?? null)
  }

  const findOrCreate = async (user: EndUser): Promise<Result> => {
    // Another request may have created it since the session was read.
    const present = await read(user)
    if (E.isLeft(present)) return present
    if (present.right !== null) return E.right(present.right)
    // The API requires an email address. A real service passes the user's own.
    const created = await bank.createUser({ email: `${user.id.toLowerCase()}@example.com` })()
    if (E.isLeft(created)) return created
    const claimed = await database.query(Nothing, CLAIM, [user.id, created.right.id])()
    if (E.isLeft(claimed)) return claimed
    const stored = await read(user)
    if (E.isLeft(stored)) return stored
    return stored.right === null ? E.left(databaseFailure('no_user')) : E.right(stored.right)
  }

  return (user: EndUser): TE.TaskEither<DatabaseFailure | PortError, UserId> =>
    async () => {
      if (user.bankUserId !== null) return E.right(user.bankUserId)
      const present = pending.get(user.id)
      if (present !== undefined) return present
      const result = findOrCreate(user)
      pending.set(user.id, result)
      await result
      pending.delete(user.id)
      return result
    }
}

const CLAIM = 'update end_users set bank_user_id = $2 where id = $1 and bank_user_id is null'
const READ = 'select bank_user_id from end_users where id = $1 and bank_user_id is not null'
