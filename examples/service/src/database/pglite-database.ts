import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { either as E } from 'fp-ts'
import { type Database, databaseFailure, type Query, readRows, reasonOf } from './database.ts'

/**
 * Opens PostgreSQL inside this process, in a folder, or in memory when `folder` is `null`. Only one process at a time may
 * use a folder: see `lockFolder`.
 */
export const openPgliteDatabase = async (folder: string | null): Promise<Database> => {
  if (folder !== null) await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  const database = await PGlite.create(folder ?? 'memory://')
  return {
    query: queryOn(database),
    transaction: (work) => async () => {
      let done: Awaited<ReturnType<ReturnType<typeof work>>> | null = null
      try {
        await turn()
        await database.transaction(async (transaction) => {
          done = await work(queryOn(transaction))()
          if (E.isLeft(done)) await transaction.rollback()
        })
      } catch (error) {
        return E.left(databaseFailure(reasonOf(error)))
      }
      return done ?? E.left(databaseFailure('no_transaction'))
    },
    close: () => database.close(),
  }
}

const queryOn =
  (database: Pick<PGlite | Transaction, 'query'>): Query =>
  (row, sql, parameters = []) =>
  async () => {
    try {
      await turn()
      const { rows } = await database.query(sql, [...parameters])
      return readRows(row, rows)
    } catch (error) {
      return E.left(databaseFailure(reasonOf(error)))
    }
  }

/** PGlite resolves in microtasks only: without this, a chain of queries would block timers and sockets. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
