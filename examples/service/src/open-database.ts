import { join } from 'node:path'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { ConfigError, DatabaseConfig } from './config.ts'
import type { Database } from './database/database.ts'
import { lockFolder } from './database/folder-lock.ts'
import { openPgDatabase } from './database/pg-database.ts'
import { openPgliteDatabase } from './database/pglite-database.ts'

/** Opens the database of the configuration. Left: the variable that is no good, and the remedy. */
export const openDatabase = async (config: DatabaseConfig, log: Logger): Promise<E.Either<ConfigError, Database>> => {
  if (config.type === 'postgres')
    return E.right(openPgDatabase(config.url, (reason) => log.warn({ reason }, 'database connection lost')))
  try {
    const lock = await lockFolder(config.folder)
    if (E.isLeft(lock))
      return E.left(`DATA_DIR: process ${lock.left} works in this folder; end it, or set another folder`)
    const database = await openPgliteDatabase(join(config.folder, 'postgres'))
    return E.right({
      ...database,
      close: async () => {
        await database.close()
        await lock.right()
      },
    })
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : ''
    return E.left(`DATA_DIR: no database can be opened in this folder${code}; set one that can be written to`)
  }
}
