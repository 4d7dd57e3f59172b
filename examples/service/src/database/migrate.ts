import { function as F, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { type Database, type DatabaseFailure, databaseFailure, Nothing } from './database.ts'
import { migrations } from './migrations.ts'

/** A number of our own: processes that start at the same time migrate one after the other. */
const LOCK = 7_231_904

const Version = t.strict({ version: t.number }, 'SchemaVersion')

/**
 * Brings the schema to the version of this program, all in one transaction. Gives how many steps that took. Left with
 * `schema_is_newer` when a later version of the program was here.
 */
export const migrate = (database: Database): TE.TaskEither<DatabaseFailure, number> =>
  database.transaction((query) => {
    const step = (statement: string) => query(Nothing, statement)
    const stepsAfter = (version: number) => RA.flatten(migrations.slice(version).map((statements) => statements))
    return F.pipe(
      query(Nothing, `select pg_advisory_xact_lock(${LOCK})`),
      TE.chain(() => step('create table if not exists schema_version (version integer not null)')),
      TE.chain(() => query(Version, 'select version from schema_version')),
      TE.map(([row]) => row?.version ?? 0),
      TE.filterOrElse(
        (version) => version <= migrations.length,
        () => databaseFailure('schema_is_newer'),
      ),
      TE.chainFirst((version) => TE.traverseSeqArray(step)(stepsAfter(version))),
      TE.chainFirst(() => step('delete from schema_version')),
      TE.chainFirst(() => step(`insert into schema_version (version) values (${migrations.length})`)),
      TE.map((version) => migrations.length - version),
    )
  })
