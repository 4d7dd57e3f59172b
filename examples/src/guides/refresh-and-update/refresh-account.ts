import {
  type BankPort,
  type Connected,
  type ConnectionFailure,
  type ConnectionId,
  openConnection,
  type UserId,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { onTurn } from './on-turn.ts'

/** Prompts for the user; each resolves with `null` if there is no user or they decline. */
export interface Prompts {
  readonly password: () => Promise<string | null>
  readonly answers: (prompts: readonly string[]) => Promise<readonly string[] | null>
}

/** Fetches new data, and asks for a new password if the bank rejects the old one. */
export const refreshAccount = async (
  bank: BankPort,
  { userId, connectionId }: { readonly userId: UserId; readonly connectionId: ConnectionId },
  prompts: Prompts,
): Promise<E.Either<ConnectionFailure, Connected>> => {
  const opened = openConnection(bank, { userId, connectionId, intent: 'refresh' })
  if (E.isLeft(opened)) return opened
  const { submit, answer, cancel, ended } = opened.right
  onTurn(opened.right, {
    collecting: async () => {
      const password = await prompts.password()
      if (password === null || E.isLeft(submit({ password }))) cancel()
    },
    challenged: async ({ challenge }) => {
      const answers = await prompts.answers(challenge.prompts)
      if (answers === null || E.isLeft(answer(answers))) cancel()
    },
  })
  return ended()
}
