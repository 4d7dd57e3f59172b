import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { SAVED_CONNECTIONS } from './connection-store.ts'
import { type Database, type DatabaseFailure, Nothing } from './database.ts'

const HOUR_MS = 3_600_000

/**
 * Removes what was made at simulated banks that are gone with their process.
 *
 * @throws Error when the database fails
 */
export const forgetOldBanks = async ({ query }: Database, bank: string): Promise<void> => {
  const done = await query(Nothing, "delete from end_users where bank like 'simulated:%' and bank <> $1", [bank])()
  if (E.isLeft(done)) throw new Error(`the database cannot be used: ${done.left.reason}`)
}

/**
 * Removes sessions that are over, people who left nothing behind, and what is stored of no run of a connection.
 *
 * @param now - the time of this service
 */
export const sweep = ({ query }: Database, now: number): TE.TaskEither<DatabaseFailure, unknown> =>
  F.pipe(
    query(Nothing, 'delete from sessions where expires_at <= $1', [now]),
    TE.chain(() => query(Nothing, GONE)),
    TE.chain(() => query(Nothing, ORPHANS)),
  )

/** Who has a user at the bank stays: without the row nobody would know whose that is. */
const GONE = `delete from end_users where bank_user_id is null
  and not exists (select 1 from sessions where sessions.user_id = end_users.id)
  and not exists (select 1 from connections where connections.user_id = end_users.id)`

const ORPHANS = `delete from ${SAVED_CONNECTIONS} where not exists
  (select 1 from connections where connections.id || '_' || connections.run = ${SAVED_CONNECTIONS}.id)`

/** Does it now and every hour. A sweep that fails is done by the next one. @returns ends it */
export const sweepEveryHour = (work: () => TE.TaskEither<DatabaseFailure, unknown>): (() => void) => {
  void work()()
  const timer = setInterval(() => void work()(), HOUR_MS)
  timer.unref()
  return () => clearInterval(timer)
}
