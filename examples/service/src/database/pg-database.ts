import { either as E } from 'fp-ts'
import pg from 'pg'
import { type Database, databaseFailure, type Query, readRows, reasonOf } from './database.ts'

/** For opening a connection, and for a statement. */
const TIMEOUT_MS = 10_000

/**
 * Opens a pool on a PostgreSQL server. It connects on the first call.
 *
 * @param onLost - called with the reason when an idle connection breaks; the pool replaces it
 */
export const openPgDatabase = (url: string, onLost: (reason: string) => void): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
    idle_in_transaction_session_timeout: TIMEOUT_MS,
  })
  pool.on('error', (error) => onLost(reasonOf(error)))
  return {
    query: queryOn(pool),
    transaction: (work) => async () => {
      const opened = await attempt(() => pool.connect())
      if (E.isLeft(opened)) return opened
      const client = opened.right
      // A lost connection also emits `error`, which would end the process without a listener.
      const ignore = (): void => undefined
      client.on('error', ignore)
      const release = (isBroken: boolean): void => {
        if (!isBroken) client.off('error', ignore)
        client.release(isBroken)
      }
      const run = (sql: string) => attempt(() => client.query(sql))
      const begin = await run('begin')
      if (E.isLeft(begin)) {
        release(true)
        return begin
      }
      const done = await work(queryOn(client))()
      const ended = await run(E.isLeft(done) ? 'rollback' : 'commit')
      // Do not return a connection with an open transaction to the pool.
      release(E.isLeft(ended))
      return E.isRight(done) && E.isLeft(ended) ? ended : done
    },
    close: () => pool.end(),
  }
}

const queryOn =
  (client: Pick<pg.Pool | pg.PoolClient, 'query'>): Query =>
  (row, sql, parameters = []) =>
  async () => {
    const answer = await attempt(() => client.query(sql, [...parameters]))
    return E.isLeft(answer) ? answer : readRows(row, answer.right.rows)
  }

const attempt = async <A>(work: () => Promise<A>) => {
  try {
    return E.right(await work())
  } catch (error) {
    return E.left(databaseFailure(reasonOf(error)))
  }
}
