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

  const claimed = (user: EndUser): TE.TaskEither<DatabaseFailure, UserId | null> =>
    F.pipe(
      database.query(BankUserRow, READ, [user.id]),
      TE.map(([row]) => row?.bank_user_id ?? null),
    )

  const make = (user: EndUser): TE.TaskEither<DatabaseFailure | PortError, UserId> =>
    F.pipe(
      // The API wants an address; a service that knows its people gives theirs.
      bank.createUser({ email: `${user.id.toLowerCase()}@example.com` }),
      TE.chainW(({ id }) => database.query(BankUserRow, CLAIM, [user.id, id])),
      TE.chainW(() => claimed(user)),
      TE.filterOrElseW(
        (id): id is UserId => id !== null,
        (): DatabaseFailure => ({ _tag: 'DatabaseFailure', reason: 'no_user' }),
      ),
    )

  /** What a request knows of its end user may be older than what others have made meanwhile. */
  const find = (user: EndUser): TE.TaskEither<DatabaseFailure | PortError, UserId> =>
    F.pipe(
      claimed(user),
      TE.chainW((id) => (id === null ? make(user) : TE.right(id))),
    )

  return (user: EndUser): TE.TaskEither<DatabaseFailure | PortError, UserId> =>
    async () => {
      if (user.bankUserId !== null) return E.right(user.bankUserId)
      const known = making.get(user.id)
      if (known !== undefined) return known
      const found = find(user)()
      making.set(user.id, found)
      const result = await found
      making.delete(user.id)
      return result
    }
}

const CLAIM = 'update end_users set bank_user_id = $2 where id = $1 and bank_user_id is null returning bank_user_id'
const READ = 'select bank_user_id from end_users where id = $1 and bank_user_id is not null'
