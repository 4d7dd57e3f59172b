import { join } from 'node:path'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { ConfigError, DatabaseConfig } from './config.ts'
import type { Database } from './database/database.ts'
import { lockFolder } from './database/folder-lock.ts'
import { openPgDatabase } from './database/pg-database.ts'
import { openPgliteDatabase } from './database/pglite-database.ts'

/** Opens the configured database. Left: the invalid variable and the remedy. */
export const openDatabase = async (config: DatabaseConfig, log: Logger): Promise<E.Either<ConfigError, Database>> => {
  if (config.type === 'postgres')
    return E.right(openPgDatabase(config.url, (reason) => log.warn({ reason }, 'database connection lost')))
  try {
    const lock = await lockFolder(config.folder)
    if (E.isLeft(lock)) return E.left(`DATA_DIR: process ${lock.left} uses this folder; stop it, or set another folder`)
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
    return E.left(`DATA_DIR: cannot open a database in this folder${code}; set a writable folder`)
  }
}
