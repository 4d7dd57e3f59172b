import type { ConnectionStore, StoreFailure } from '@bank-connection/core'
import { checkStoreId } from '@bank-connection/core/adapter'
import { either as E, type taskEither as TE } from 'fp-ts'

/** One row of `connections (id text primary key, saved text not null, revision text not null)`. */
export interface Row {
  readonly id: string
  /** JSON. */
  readonly saved: string
  readonly revision: string
}

/** The operations on that table, one SQL statement each. All must be durable when they resolve. */
export interface ConnectionTable {
  /** `select … where id = $1` */
  readonly find: (id: string) => Promise<Row | null>
  /** `insert … on conflict do nothing`: how many rows were inserted. */
  readonly insert: (row: Row) => Promise<number>
  /** `update … where id = $1 and revision = $4`: how many rows were changed. */
  readonly replace: (row: Row, revision: string) => Promise<number>
  /** `delete … where id = $1` */
  readonly remove: (id: string) => Promise<unknown>
  /** `select id …` */
  readonly ids: () => Promise<readonly string[]>
}

/** A store in a table that several processes share. */
export const createTableStore = (table: ConnectionTable): ConnectionStore => {
  const save = async (id: string, saved: object, revision: string | null): Promise<E.Either<StoreFailure, string>> => {
    // A revision is never used twice, even if the row was deleted in between.
    const row = { id, saved: JSON.stringify(saved), revision: crypto.randomUUID() }
    const count = revision === null ? await table.insert(row) : await table.replace(row, revision)
    return count === 1 ? E.right(row.revision) : E.left({ _tag: 'StoreConflict', id })
  }
  const load = async (id: string) => {
    const row = await table.find(id)
    return row === null ? E.right(null) : E.map((saved) => ({ saved, revision: row.revision }))(parsed(row))
  }
  return {
    load: (id) => checked('load', id, () => load(id)),
    save: (id, saved, revision) => checked('save', id, () => save(id, saved, revision)),
    delete: (id) => checked('delete', id, async () => E.right(void (await table.remove(id)))),
    list: () => settled('list', async () => E.right(await table.ids())),
  }
}

type Operation = Extract<StoreFailure, { readonly _tag: 'StoreUnavailable' }>['operation']
type Result<A> = E.Either<StoreFailure, A>

const checked = <A>(operation: Operation, id: string, work: () => Promise<Result<A>>): TE.TaskEither<StoreFailure, A> =>
  settled(operation, async () => {
    const good = checkStoreId(id)
    return E.isLeft(good) ? good : work()
  })

/** An error of the driver may contain the row: only its code is kept. */
const settled =
  <A>(operation: Operation, work: () => Promise<Result<A>>): TE.TaskEither<StoreFailure, A> =>
  async () => {
    try {
      return await work()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      return E.left({ _tag: 'StoreUnavailable', operation, reason: code })
    }
  }

const parsed = ({ id, saved }: Row): Result<unknown> =>
  E.tryCatch(
    () => JSON.parse(saved),
    (): StoreFailure => ({ _tag: 'StoreCorrupt', id }),
  )
