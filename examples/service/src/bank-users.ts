import { type BankPort, type PortError, UserId } from '@bank-connection/core'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import type { Database, DatabaseFailure } from './database.ts'
import type { EndUser } from './sessions.ts'

const BankUserRow = t.strict({ bank_user_id: UserId }, 'BankUser')

type Found = E.Either<DatabaseFailure | PortError, UserId>

/**
 * Gives each end user a user of their own at the bank's API, when they first need one. Of several who ask for the same
 * end user at a time, one makes it.
 */
export const createBankUsers = (database: Database, bank: BankPort) => {
  const making = new Map<string, Promise<Found>>()

  const make = (user: EndUser): TE.TaskEither<DatabaseFailure | PortError, UserId> =>
    F.pipe(
      // The API wants an address; a service that knows its people gives theirs.
      bank.createUser({ email: `${user.id.toLowerCase()}@example.com` }),
      TE.chainW(({ id }) => database.query(BankUserRow, CLAIM, [user.id, id])),
      TE.chainW(() => database.query(BankUserRow, READ, [user.id])),
      TE.chainEitherKW(([row]) =>
        row === undefined
          ? E.left<DatabaseFailure>({ _tag: 'DatabaseFailure', reason: 'no_user' })
          : E.right(row.bank_user_id),
      ),
    )

  return (user: EndUser): TE.TaskEither<DatabaseFailure | PortError, UserId> =>
    async () => {
      if (user.bankUserId !== null) return E.right(user.bankUserId)
      const found = making.get(user.id) ?? make(user)()
      making.set(user.id, found)
      const result = await found
      making.delete(user.id)
      return result
    }
}

const CLAIM = 'update end_users set bank_user_id = $2 where id = $1 and bank_user_id is null returning bank_user_id'
const READ = 'select bank_user_id from end_users where id = $1 and bank_user_id is not null'
