import { randomUUID } from 'node:crypto'
import type { ConnectionStore, StoreFailure } from '@bank-connection/core'
import { checkStoreId } from '@bank-connection/core/adapter'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import type { Database, DatabaseFailure } from './database.ts'

const Stored = t.strict({ saved: t.string, revision: t.string }, 'SavedConnection')
const Revised = t.strict({ revision: t.string }, 'SavedRevision')
const Named = t.strict({ id: t.string }, 'SavedId')

type Operation = Extract<StoreFailure, { readonly _tag: 'StoreUnavailable' }>['operation']

/**
 * Keeps connections in the table `saved_connections`. A revision is random, so that none comes twice; each save is one
 * statement, which finds the row only while it has the revision that it goes on from.
 */
export const createSqlConnectionStore = ({ query }: Pick<Database, 'query'>): ConnectionStore => {
  const onId = <A>(
    operation: Operation,
    id: string,
    work: () => TE.TaskEither<DatabaseFailure | StoreFailure, A>,
  ): TE.TaskEither<StoreFailure, A> =>
    F.pipe(TE.fromEither(checkStoreId(id)), TE.chainW(work), TE.mapLeft(storeFailure(operation)))

  return {
    load: (id) =>
      onId('load', id, () =>
        F.pipe(
          query(Stored, 'select saved, revision from saved_connections where id = $1', [id]),
          TE.chainEitherKW(([row]) => (row === undefined ? E.right(null) : read(id, row))),
        ),
      ),
    save: (id, saved, revision) =>
      onId('save', id, () => {
        const next = randomUUID()
        const text = JSON.stringify(saved)
        const save =
          revision === null
            ? query(Revised, INSERT, [id, next, text])
            : query(Revised, UPDATE, [id, next, text, revision])
        return F.pipe(
          save,
          TE.chainEitherKW(([row]) => (row === undefined ? E.left(conflict(id)) : E.right(row.revision))),
        )
      }),
    delete: (id) =>
      onId('delete', id, () =>
        F.pipe(
          query(Named, 'delete from saved_connections where id = $1 returning id', [id]),
          TE.map(() => undefined),
        ),
      ),
    list: () =>
      F.pipe(
        query(Named, 'select id from saved_connections'),
        TE.map((rows) => rows.map(({ id }) => id)),
        TE.mapLeft(storeFailure('list')),
      ),
  }
}

const INSERT =
  'insert into saved_connections (id, revision, saved) values ($1, $2, $3) on conflict do nothing returning revision'
const UPDATE =
  'update saved_connections set revision = $2, saved = $3 where id = $1 and revision = $4 returning revision'

const conflict = (id: string): StoreFailure => ({ _tag: 'StoreConflict', id })

const read = (id: string, { saved, revision }: t.TypeOf<typeof Stored>) =>
  F.pipe(
    E.tryCatch(
      (): unknown => JSON.parse(saved),
      (): StoreFailure => ({ _tag: 'StoreCorrupt', id }),
    ),
    E.map((parsed) => ({ saved: parsed, revision })),
  )

const storeFailure =
  (operation: Operation) =>
  (failure: DatabaseFailure | StoreFailure): StoreFailure =>
    failure._tag === 'DatabaseFailure' ? { _tag: 'StoreUnavailable', operation, reason: failure.reason } : failure
