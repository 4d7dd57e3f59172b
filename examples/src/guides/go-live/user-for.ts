import type { BankPort, PortError, UserId } from '@bank-connection/core'
import type { NewUser } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'

/** Where you keep which user of the API a customer is. */
export interface CustomerUsers {
  readonly of: (customerId: string) => Promise<UserId | null>
  /** Keeps it unless there is one already, and gives the one that is kept. */
  readonly keep: (customerId: string, userId: UserId) => Promise<UserId>
}

/** The API's user of a customer: made once, and kept before anything is connected to it. */
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
