import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type Database, type DatabaseFailure, Nothing } from './database.ts'

const HOUR_MS = 3_600_000

/**
 * Removes what was made at simulated banks that are gone with their process, and what is stored of no connection.
 *
 * @throws Error when the database fails
 */
export const forgetOldBanks = async ({ query }: Database, bank: string): Promise<void> => {
  const done = await F.pipe(
    query(Nothing, "delete from end_users where bank like 'simulated:%' and bank <> $1", [bank]),
    TE.chain(() => query(Nothing, ORPHANS)),
  )()
  if (E.isLeft(done)) throw new Error(`the database cannot be used: ${done.left.reason}`)
}

const ORPHANS = `delete from saved_connections
  where not exists (select 1 from connections where connections.id = regexp_replace(saved_connections.id, '_[0-9]+$', ''))`

/** Does it now and every hour. A sweep that fails is done by the next one. @returns ends it */
export const sweepEveryHour = (sweep: () => TE.TaskEither<DatabaseFailure, unknown>): (() => void) => {
  void sweep()()
  const timer = setInterval(() => void sweep()(), HOUR_MS)
  timer.unref()
  return () => clearInterval(timer)
}
