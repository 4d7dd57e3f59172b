import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { SAVED_CONNECTIONS } from './connection-store.ts'
import { type Database, type DatabaseFailure, Nothing } from './database.ts'

const HOUR_MS = 3_600_000

/**
 * Deletes the users of simulated banks, which are gone with their process, and all that belongs to them.
 *
 * @throws Error when the database fails
 */
export const deleteSimulatedUsers = async ({ query }: Database, bank: string): Promise<void> => {
  const done = await query(Nothing, "delete from end_users where bank like 'simulated:%' and bank <> $1", [bank])()
  if (E.isLeft(done)) throw new Error(`the database cannot be used: ${done.left.reason}`)
}

/**
 * Deletes expired sessions, users without any data, and stored connections that are not the last run of a connection.
 *
 * @param now - milliseconds since the Unix epoch
 */
export const cleanUp = ({ query }: Database, now: number): TE.TaskEither<DatabaseFailure, unknown> =>
  F.pipe(
    query(Nothing, 'delete from sessions where expires_at <= $1', [now]),
    TE.chain(() => query(Nothing, DELETE_USERS)),
    TE.chain(() => query(Nothing, DELETE_STORED)),
  )

/** Users with a user at the bank stay: the row is the only record of who owns it. */
const DELETE_USERS = `delete from end_users where bank_user_id is null
  and not exists (select 1 from sessions where sessions.user_id = end_users.id)
  and not exists (select 1 from connections where connections.user_id = end_users.id)`

const DELETE_STORED = `delete from ${SAVED_CONNECTIONS} where not exists
  (select 1 from connections where connections.id || '_' || connections.run = ${SAVED_CONNECTIONS}.id)`

/** Runs `work` now and every hour. A failure is ignored: the next run does the same. @returns stops it */
export const runHourly = (work: () => TE.TaskEither<DatabaseFailure, unknown>): (() => void) => {
  void work()()
  const timer = setInterval(() => void work()(), HOUR_MS)
  timer.unref()
  return () => clearInterval(timer)
}
