import { either as E, type taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'

/** The database could not be reached, or refused. What was to be written may have been, or not. */
export interface DatabaseFailure {
  readonly _tag: 'DatabaseFailure'
  /** SQLSTATE, or the platform's word; never a value. */
  readonly reason: string
}

/** Rows of an answer, each read by `row`, and in the order of the answer. */
export type Query = <A>(
  row: t.Type<A, unknown>,
  sql: string,
  parameters?: readonly Parameter[],
) => TE.TaskEither<DatabaseFailure, readonly A[]>

/** What a statement may be given. */
export type Parameter = string | number | null

/** An SQL database of PostgreSQL's dialect. Every call settles in bounded time, and none rejects. */
export interface Database {
  readonly query: Query
  /** Runs `work` in one transaction, which is undone when it is left; one after the other over one connection. */
  readonly transaction: <F, A>(work: (query: Query) => TE.TaskEither<F, A>) => TE.TaskEither<F | DatabaseFailure, A>
  readonly close: () => Promise<void>
}

/** A row of which nothing is read. */
export const Nothing = t.unknown

/** A number of PostgreSQL's `bigint`, which may come as a text. */
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

/** The database's own word for what went wrong. Messages repeat values, so none is kept. */
export const reasonOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : 'unknown'
}

/** Reads rows; one that is not of the form wanted means a schema that is not ours. */
export const readRows = <A>(row: t.Type<A, unknown>, rows: readonly unknown[]): E.Either<DatabaseFailure, A[]> => {
  const read: A[] = []
  for (const one of rows) {
    const decoded = row.decode(one)
    if (E.isLeft(decoded)) return E.left(databaseFailure(`row_is_no_${row.name.replaceAll(/\W+/g, '_').slice(0, 40)}`))
    read.push(decoded.right)
  }
  return E.right(read)
}
