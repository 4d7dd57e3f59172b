import { either as E } from 'fp-ts'
import type { Database } from '../src/database/database.ts'
import { migrate } from '../src/database/migrate.ts'
import { openPgDatabase } from '../src/database/pg-database.ts'
import { openPgliteDatabase } from '../src/database/pglite-database.ts'

const withSchema = async (database: Database): Promise<void> => {
  const steps = await migrate(database)()
  if (E.isLeft(steps)) throw new Error(steps.left.reason)
}

/**
 * PGlite takes seconds to start, so all tests of a process share one, with different users. It starts here, outside the
 * timeout of any test.
 */
const shared = await openPgliteDatabase(null)
await withSchema(shared)

/** A migrated database in memory. */
export const memoryDatabase = async (): Promise<Database> => ({ ...shared, close: async () => undefined })

/** PGlite, and the server of DATABASE_URL when it is set. */
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
