/** The SQL of a store, for one table. */
export interface Statements {
  readonly migrate: string
  readonly load: string
  readonly insert: string
  readonly update: string
  readonly delete: string
  readonly list: string
}

/** The SQLSTATE of a migration that finds a table of a later version. */
export const SCHEMA_IS_NEWER = 'BC001'

/** The version of the schema that these statements need. */
const VERSION = 1

/** Processes that start at the same time migrate one after the other. */
const LOCK = 7_231_905

/** An identifier of PostgreSQL has 63 bytes at most, of which `_version` takes 8. */
const TABLE = /^(?:[a-z_][a-z0-9_]{0,62}\.)?[a-z_][a-z0-9_]{0,54}$/

/**
 * Builds the statements for a table.
 *
 * @throws Error when the name could be anything but a plain identifier
 */
export const statementsFor = (name: string, lockTimeoutMs: number): Statements => {
  if (typeof name !== 'string' || !TABLE.test(name))
    throw new Error(
      'table must be a name of 1 to 55 lower-case letters, digits or _, such as bank_connections or app.bank_connections',
    )
  const table = quoted(name)
  return {
    migrate: migration(table, quoted(`${name}_version`), lockTimeoutMs),
    load: `select saved, revision from ${table} where id = $1`,
    insert: `insert into ${table} (id, revision, saved) values ($1, $2, $3) on conflict do nothing returning id`,
    update: `update ${table} set revision = $2, saved = $3 where id = $1 and revision = $4 returning id`,
    delete: `delete from ${table} where id = $1`,
    list: `select id from ${table}`,
  }
}

const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.')

/**
 * One statement, and so one transaction on any client. `saved` is `text`, because `jsonb` rejects the character U+0000.
 */
const migration = (table: string, version: string, lockTimeoutMs: number): string => `do $migration$
declare
  present integer;
begin
  perform set_config('lock_timeout', '${lockTimeoutMs}', true);
  perform pg_advisory_xact_lock(${LOCK});
  create table if not exists ${version} (version integer not null);
  select max(version) into present from ${version};
  if present > ${VERSION} then
    raise exception 'the table was migrated by a later version' using errcode = '${SCHEMA_IS_NEWER}';
  end if;
  if present is null then
    create table if not exists ${table} (
      id text primary key,
      revision text not null,
      saved text not null
    );
    insert into ${version} (version) values (${VERSION});
  end if;
end
$migration$`
