import { either as E } from 'fp-ts'
import type { Database } from '../src/database.ts'
import { migrate } from '../src/migrate.ts'
import { openPgDatabase } from '../src/pg-database.ts'
import { openPgliteDatabase } from '../src/pglite-database.ts'

/** PostgreSQL in this process takes seconds to start: all tests of a process share one, each with users of its own. */
let shared: Promise<Database> | null = null

/** A database in memory with its schema. */
export const memoryDatabase = (): Promise<Database> => {
  shared ??= openPgliteDatabase(null).then(async (database) => {
    await withSchema(database)
    return { ...database, close: async () => undefined }
  })
  return shared
}

/** The databases to check: the one in memory, and that of DATABASE_URL when it is set. */
export const databases: readonly (readonly [name: string, open: () => Promise<Database>])[] = [
  ['PGlite', memoryDatabase],
  ...(process.env['DATABASE_URL'] === undefined
    ? []
    : [
        [
          'PostgreSQL',
          async () => {
            const database = openPgDatabase(process.env['DATABASE_URL'] ?? '', () => undefined)
            await withSchema(database)
            return database
          },
        ] as const,
      ]),
]

const withSchema = async (database: Database): Promise<void> => {
  const steps = await migrate(database)()
  if (E.isLeft(steps)) throw new Error(steps.left.reason)
}
