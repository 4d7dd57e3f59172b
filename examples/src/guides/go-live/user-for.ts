import type { BankPort, PortError, UserId } from '@bank-connection/core'
import type { NewUser } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'

/** Your table of customers and their users of the API. */
export interface CustomerUsers {
  readonly of: (customerId: string) => Promise<UserId | null>
  /** Stores the user unless there is one already. Returns the stored one. */
  readonly keep: (customerId: string, userId: UserId) => Promise<UserId>
}

/** The API's user of a customer: created once, and stored before its first connection. */
export const userFor = async (
  bank: BankPort,
  users: CustomerUsers,
  customerId: string,
  contact: NewUser,
): Promise<E.Either<PortError, UserId>> => {
  const known = await users.of(customerId)
  if (known !== null) return E.right(known)
  const made = await bank.createUser(contact)()
  return E.isLeft(made) ? made : E.right(await users.keep(customerId, made.right.id))
}
