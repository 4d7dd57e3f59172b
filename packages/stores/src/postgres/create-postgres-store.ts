import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ConnectionStore, StoredConnection, StoreFailure, StoreUnavailable } from '@bank-connection/core'
import { checkStoreId } from '@bank-connection/core/adapter'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { errorCode } from '../error-code.ts'
import { SCHEMA_IS_NEWER, type Statements, statementsFor } from './statements.ts'

/** Runs one SQL statement: a `Pool` of `pg`, a `PGlite` of `@electric-sql/pglite`, or your own wrapper of another client. */
export interface PostgresClient {
  /** Rejects if the statement fails; the store reports the `code` of the error and nothing else of it. */
  readonly query: (sql: string, parameters: string[]) => Promise<{ readonly rows: readonly unknown[] }>
}

/** Options of {@link createPostgresStore}. */
export interface PostgresStoreOptions {
  readonly client: PostgresClient
  /**
   * Name of the table: lower-case letters, digits and `_`, at most 55; optionally after a schema and a dot.
   * `bank_connections` when absent. Its version is in a second table, with the suffix `_version`.
   */
  readonly table?: string
  /**
   * How long a call may take, in milliseconds; 10,000 when absent. After that it fails with `StoreUnavailable`, reason
   * `timeout`, but the statement may still run: set `statement_timeout` in the pool as well.
   */
  readonly timeoutMs?: number
}

export interface PostgresStore extends ConnectionStore {
  /**
   * Creates the table, or brings it to this version. Run it before any other call. It may be repeated, and may run in
   * several processes at once. Reason `schema_is_newer`: a later version of this package has migrated the table.
   */
  readonly migrate: () => TE.TaskEither<StoreUnavailable, void>
}

const TIMEOUT_MS = 10_000
const TIMEOUT_MAX_MS = 2 ** 31 - 1

/**
 * Creates a store in one table of a PostgreSQL database. Any number of processes may share it. A save is one statement,
 * which changes the row only if it still has the expected revision. Failures contain an SQLSTATE or the platform's code,
 * never a value.
 *
 * @throws Error that names the option and the remedy, when an option is invalid
 * @example
 * const store = createPostgresStore({ client: new pg.Pool({ connectionString: process.env.DATABASE_URL }) })
 * const migrated = await store.migrate()()
 */
export const createPostgresStore = (options: PostgresStoreOptions): PostgresStore => {
  const { client, table = 'bank_connections', timeoutMs = TIMEOUT_MS } = options
  if (typeof client?.query !== 'function') throw new Error('client must have a query method, like a Pool of pg')
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > TIMEOUT_MAX_MS)
    throw new Error(`timeoutMs must be a whole number from 1 to ${TIMEOUT_MAX_MS}`)
  const statements = statementsFor(table, timeoutMs)

  const run = (
    operation: StoreUnavailable['operation'],
    statement: keyof Statements,
    ...parameters: string[]
  ): TE.TaskEither<StoreUnavailable, readonly unknown[]> =>
    TE.tryCatch(
      async () => (await within(timeoutMs, client.query(statements[statement], parameters))).rows,
      (error) => ({ _tag: 'StoreUnavailable', operation, reason: reasonOf(error) }),
    )
  const onId = <A>(id: string, work: () => TE.TaskEither<StoreFailure, A>): TE.TaskEither<StoreFailure, A> =>
    F.pipe(TE.fromEither(checkStoreId(id)), TE.chainW(work))

  return {
    migrate: () => F.pipe(run('migrate', 'migrate'), TE.asUnit),
    load: (id) =>
      onId(id, () =>
        F.pipe(
          run('load', 'load', id),
          TE.chainEitherKW((rows) => storedIn(id, rows)),
        ),
      ),
    save: (id, saved, revision) =>
      onId(id, () => {
        const next = randomUUID()
        const text = JSON.stringify(saved)
        return F.pipe(
          revision === null ? run('save', 'insert', id, next, text) : run('save', 'update', id, next, text, revision),
          TE.chainEitherKW(
            ({ length }): E.Either<StoreFailure, string> =>
              length === 0 ? E.left({ _tag: 'StoreConflict', id }) : E.right(next),
          ),
        )
      }),
    delete: (id) => onId(id, () => F.pipe(run('delete', 'delete', id), TE.asUnit)),
    list: () =>
      F.pipe(
        run('list', 'list'),
        TE.map((rows) => rows.map((row) => String(column(row, 'id')))),
      ),
  }
}

const storedIn = (id: string, [row]: readonly unknown[]): E.Either<StoreFailure, StoredConnection | null> => {
  if (row === undefined) return E.right(null)
  const revision = column(row, 'revision')
  try {
    const saved: unknown = JSON.parse(String(column(row, 'saved')))
    if (typeof saved === 'object' && saved !== null && typeof revision === 'string') return E.right({ saved, revision })
  } catch {
    // Not JSON: corrupt, like JSON of another shape.
  }
  return E.left({ _tag: 'StoreCorrupt', id })
}

const column = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>)[name] : undefined

const within = async <A>(ms: number, work: Promise<A>): Promise<A> => {
  const settled = new AbortController()
  const timeout = wait(ms, undefined, { signal: settled.signal }).then(() => Promise.reject({ code: 'timeout' }))
  try {
    return await Promise.race([work, timeout])
  } finally {
    settled.abort()
  }
}

const reasonOf = (error: unknown): string => {
  const code = errorCode(error)
  return code === SCHEMA_IS_NEWER ? 'schema_is_newer' : code
}
