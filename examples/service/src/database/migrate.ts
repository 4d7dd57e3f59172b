import { either as E, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { createConnectionStore } from './connection-store.ts'
import { type Database, type DatabaseFailure, databaseFailure, Nothing } from './database.ts'
import { migrations } from './migrations.ts'

/** Key of the advisory lock: processes that start at the same time migrate one after the other. */
const LOCK = 7_231_904

const Version = t.strict({ version: t.number }, 'SchemaVersion')

/**
 * Brings the tables of the service to the version of this program in one transaction, then those of the store. Returns
 * the number of migrations that were run. Reason `schema_is_newer`: a later version of the program was here.
 */
export const migrate =
  (database: Database): TE.TaskEither<DatabaseFailure, number> =>
  async () => {
    const migrated = await database.transaction((query) => async () => {
      const locked = await query(Nothing, `select pg_advisory_xact_lock(${LOCK})`)()
      if (E.isLeft(locked)) return locked
      const created = await query(Nothing, 'create table if not exists schema_version (version integer not null)')()
      if (E.isLeft(created)) return created
      const versions = await query(Version, 'select version from schema_version')()
      if (E.isLeft(versions)) return versions
      const version = versions.right[0]?.version ?? 0
      if (version > migrations.length) return E.left(databaseFailure('schema_is_newer'))
      const statements = [
        ...migrations.slice(version).flat(),
        'delete from schema_version',
        `insert into schema_version (version) values (${migrations.length})`,
      ]
      const done = await TE.traverseSeqArray((statement: string) => query(Nothing, statement))(statements)()
      return E.isLeft(done) ? done : E.right(migrations.length - version)
    })()
    if (E.isLeft(migrated)) return migrated
    const stored = await createConnectionStore(database).migrate()()
    return E.isLeft(stored) ? E.left(databaseFailure(stored.left.reason)) : migrated
  }
