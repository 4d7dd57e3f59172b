import { either as E, taskEither as TE } from 'fp-ts'
import type { StoreFailure } from '../failure/store-failure.ts'
import type { ConnectionStore } from './connection-store.ts'
import { checkStoreId } from './store-id.ts'

interface Entry {
  /** JSON. */
  readonly text: string
  readonly revision: string
}

/** Creates a store that lives as long as the process, for tests. */
export const createMemoryStore = (): ConnectionStore => {
  const entries = new Map<string, Entry>()
  let saves = 0

  const onId = <A>(id: string, work: () => E.Either<StoreFailure, A>): TE.TaskEither<StoreFailure, A> =>
    TE.chainEitherK(work)(TE.fromEither(checkStoreId(id)))

  return {
    load: (id) =>
      onId(id, () => {
        const entry = entries.get(id)
        return E.right(entry === undefined ? null : { saved: JSON.parse(entry.text), revision: entry.revision })
      }),
    save: (id, saved, revision) =>
      onId(id, () => {
        if ((entries.get(id)?.revision ?? null) !== revision) return E.left({ _tag: 'StoreConflict', id })
        saves += 1
        const entry: Entry = { text: JSON.stringify(saved), revision: String(saves) }
        entries.set(id, entry)
        return E.right(entry.revision)
      }),
    delete: (id) =>
      onId(id, () => {
        entries.delete(id)
        return E.right(undefined)
      }),
    list: () => async () => E.right([...entries.keys()]),
  }
}
