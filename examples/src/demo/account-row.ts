import type { Connected, PortError } from '@bank-connection/core'
import type { AbortSignalLike, BankCalls } from '@bank-connection/core/adapter'
import { function as F, taskEither as TE } from 'fp-ts'

/** An account as the demo shows it; `null` where the bank does not say. */
export interface AccountRow {
  readonly name: string | null
  readonly accountNo: string | null
  readonly class: string | null
  /** A decimal number, e.g. `-12.50`. */
  readonly balance: string | null
  readonly currency: string | null
  /** How many transactions were retrieved. */
  readonly transactions: number | null
}

type Lists = Pick<BankCalls, 'listAccounts' | 'listTransactions'>

/** Reads the accounts of a connection, and how many transactions each has. */
export const readAccounts = (
  port: Lists,
  { userId, connectionId }: Pick<Connected, 'userId' | 'connectionId'>,
  signal: AbortSignalLike,
): TE.TaskEither<PortError, readonly AccountRow[]> =>
  F.pipe(
    port.listAccounts({ userId, filter: { connectionId } }, signal),
    TE.chain(
      TE.traverseSeqArray(({ id: accountId, name, accountNo, class: kind, balance, currency }) =>
        F.pipe(
          // One transaction is enough: each page says how many there are on all pages.
          port.listTransactions({ userId, filter: { accountId }, limit: 1, cursor: null }, signal),
          TE.map(({ size }) => ({
            name,
            accountNo,
            class: kind?.type ?? null,
            balance,
            currency,
            transactions: size,
          })),
        ),
      ),
    ),
  )
