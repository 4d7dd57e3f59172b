import { adviceFor, type BankPort, type ConnectOptions, connect } from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** What a customer is shown at the end. */
export type Linked =
  | { readonly status: 'linked'; readonly connectionId: string }
  /** `fix-it`: the customer can fix it; `later`: only the bank or the service can. */
  | { readonly status: 'fix-it' | 'later'; readonly text: string }

/** A service like yours: links the account of a customer and returns the outcome. Never rejects. */
export const linkAccount = async (bank: BankPort, request: ConnectOptions): Promise<Linked> => {
  const connected = await connect(bank, request)()
  if (E.isRight(connected)) return { status: 'linked', connectionId: connected.right.connectionId }
  const { actor, text } = adviceFor(connected.left)
  return { status: actor === 'user' ? 'fix-it' : 'later', text }
}
