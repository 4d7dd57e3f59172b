import { adviceFor, type BankPort, type ConnectOptions, connect } from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** What a customer is shown in the end. */
export type Linked =
  | { readonly status: 'linked'; readonly connectionId: string }
  /** `fix-it`: the customer can do something about it; `later`: nobody but the bank can, or we. */
  | { readonly status: 'fix-it' | 'later'; readonly text: string }

/** A service such as yours: links the account of a customer, and says how that went. Never rejects. */
export const linkAccount = async (bank: BankPort, request: ConnectOptions): Promise<Linked> => {
  const connected = await connect(bank, request)()
  if (E.isRight(connected)) return { status: 'linked', connectionId: connected.right.connectionId }
  const { actor, text } = adviceFor(connected.left)
  return { status: actor === 'user' ? 'fix-it' : 'later', text }
}
