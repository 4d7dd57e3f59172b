import { stateAt } from '../jobs/connection-state.ts'
import { hash, uuid } from '../world/hash.ts'
import { find } from '../world/id-map.ts'
import type { ConnectionRecord, UserRecord, World } from '../world/world.ts'
import { ACCOUNTS_MIN, type AccountPlan, accountPlans } from './account-plans.ts'
import { HISTORY_MS, type Ledger, openLedger, POSTING_MS } from './ledger.ts'

/** An account, derived from its connection and not stored. */
export interface AccountRecord {
  readonly id: string
  readonly connectionId: string
  readonly institutionId: string
  readonly userId: string
  readonly accountNo: string
  readonly holder: string
  readonly plan: AccountPlan
  /** Seeds its transactions. */
  readonly key: number
  readonly openedAt: number
  /** When it was last retrieved, in milliseconds since the Unix epoch. */
  readonly readAt: number
  /** Until when its transactions were retrieved; null: never. */
  readonly transactionsAt: number | null
  /** Number of times they were retrieved. */
  readonly generation: number
}

/** The accounts of a connection, in a fixed order; empty until they are retrieved. Pure. */
export const accountsOf = (world: World, now: number, connection: ConnectionRecord): readonly AccountRecord[] => {
  const { seed, logins } = world.setup
  const { accountsAt, transactionsAt, generation } = stateAt(world, connection, now)
  const { holder } = connection
  if (accountsAt === null || holder === null) return []
  const person = hash(seed, 'person', connection.institutionId, holder)
  const count = ACCOUNTS_MIN + (hash(person, 'accounts') % (accountPlans.length - ACCOUNTS_MIN + 1))
  return accountPlans.slice(0, count).map((plan, i) => ({
    id: uuid(seed, 'account', connection.ordinal, i),
    connectionId: connection.id,
    institutionId: connection.institutionId,
    userId: connection.userId,
    accountNo: `${digits(hash(person, 'branch'), 6)}-${digits(hash(person, 'number', i), 9)}`,
    holder: logins[holder]?.holder ?? '',
    plan,
    key: hash(person, 'account', i),
    openedAt: connection.createdAt - HISTORY_MS,
    readAt: accountsAt,
    transactionsAt,
    generation,
  }))
}

/** The accounts of all the user's connections, including deleted ones. Pure. */
export const accountsOfUser = (world: World, now: number, user: UserRecord): readonly AccountRecord[] =>
  user.connectionIds.flatMap((id) => {
    const connection = find(world.connections, id)
    return connection === null ? [] : accountsOf(world, now, connection)
  })

/** Balances in cents: `current` includes pending transactions. */
export const balancesOf = (account: AccountRecord): { readonly posted: number; readonly current: number } => {
  const ledger: Ledger = openLedger(account)
  return {
    posted: ledger.balanceAfter(ledger.countAt(account.readAt - POSTING_MS)),
    current: ledger.balanceAfter(ledger.countAt(account.readAt)),
  }
}

/** Whether a transaction made at `at` is still pending. */
export const isPending = (account: AccountRecord, at: number): boolean =>
  account.transactionsAt !== null && at + POSTING_MS > account.transactionsAt

const digits = (drawn: number, length: number): string => String(drawn % 10 ** length).padStart(length, '0')
