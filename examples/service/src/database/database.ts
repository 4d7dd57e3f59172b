import { either as E, type taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'

/** A statement failed. A write may have been applied. */
export interface DatabaseFailure {
  readonly _tag: 'DatabaseFailure'
  /** SQLSTATE or the platform's error code; never a value. */
  readonly reason: string
}

/** Runs a statement and decodes each row with `row`. */
export type Query = <A>(
  row: t.Type<A, unknown>,
  sql: string,
  parameters?: readonly Parameter[],
) => TE.TaskEither<DatabaseFailure, readonly A[]>

export type Parameter = string | number | null

/** A PostgreSQL database. Every call settles in bounded time and never rejects. */
export interface Database {
  readonly query: Query
  /** Runs `work` in a transaction on one connection; rolls back if it returns a left. */
  readonly transaction: <F, A>(work: (query: Query) => TE.TaskEither<F, A>) => TE.TaskEither<F | DatabaseFailure, A>
  readonly close: () => Promise<void>
}

/** For rows that are not read. */
export const Nothing = t.unknown

/** A `bigint` of PostgreSQL, which `pg` returns as text. */
export const BigInteger = new t.Type<number, number>(
  'BigInteger',
  (u): u is number => Number.isSafeInteger(u),
  (u, context) => {
    const number = typeof u === 'string' && /^-?\d{1,16}$/.test(u) ? Number(u) : u
    return typeof number === 'number' && Number.isSafeInteger(number) ? t.success(number) : t.failure(u, context)
  },
  t.identity,
)

export const databaseFailure = (reason: string): DatabaseFailure => ({ _tag: 'DatabaseFailure', reason })

/** The code of an error. Its message may quote values and is dropped. */
export const reasonOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : 'unknown'
}

/** Decodes rows. A row that does not fit means that the schema is not the one of this program. */
export const readRows = <A>(row: t.Type<A, unknown>, rows: readonly unknown[]): E.Either<DatabaseFailure, A[]> => {
  const read: A[] = []
  for (const one of rows) {
    const decoded = row.decode(one)
    if (E.isLeft(decoded)) return E.left(databaseFailure(`row_is_no_${row.name.replaceAll(/\W+/g, '_').slice(0, 40)}`))
    read.push(decoded.right)
  }
  return E.right(read)
}
