import type { Transaction, UserId } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import type { MemoryBank } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import type { Finding } from './finding.ts'

const LAW = 'MUST return every transaction once, in the same order, in pages of any length'

/** Number of transactions per page: a few, and the maximum. */
const SHORT_PAGE = 30
const LONG_PAGE = 500

/** Maximum number of transactions to read: some users have ten thousand. */
const READ_MAX = 1_000

/** Checks the transactions of all users of a bank, without faults. */
export const transactionsProblem = async (bank: MemoryBank): Promise<Finding | null> => {
  for (const userId of bank.users) {
    const [short, long] = [await idsOf(bank, userId, SHORT_PAGE), await idsOf(bank, userId, LONG_PAGE)]
    if (new Set(short).size < short.length) return { law: LAW, problem: `one of ${short.length} is repeated` }
    if (short.join() !== long.join())
      return { law: LAW, problem: `${short.length} in short pages, ${long.length} in long` }
  }
  return null
}

const idsOf = async ({ port }: MemoryBank, userId: UserId, limit: number): Promise<readonly string[]> => {
  const ids: string[] = []
  let cursor: string | null = null
  while (ids.length < READ_MAX) {
    const page: Awaited<ReturnType<ReturnType<typeof port.listTransactions>>> = await port.listTransactions(
      { userId, limit, cursor },
      neverAborted,
    )()
    if (E.isLeft(page)) return ids
    ids.push(...page.right.transactions.map(({ id }: Transaction) => id))
    cursor = page.right.next
    if (cursor === null) break
  }
  return ids.slice(0, READ_MAX)
}
