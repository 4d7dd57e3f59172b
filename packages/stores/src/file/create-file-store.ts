import { resolve } from 'node:path'
import type { ConnectionStore, StoreFailure } from '@bank-connection/core'
import { checkStoreId } from '@bank-connection/core/adapter'
import { either as E, type taskEither as TE } from 'fp-ts'
import { errorCode } from '../error-code.ts'
import { create, load, type Result, remove, update } from './connection-folder.ts'
import { idOf } from './file-names.ts'
import { namesIn } from './file-system.ts'

/** Options of {@link createFileStore}. */
export interface FileStoreOptions {
  /** Path of a folder for the store alone. It is created, with access for this user only, if it does not exist. */
  readonly folder: string
}

type Operation = Extract<StoreFailure, { readonly _tag: 'StoreUnavailable' }>['operation']

/**
 * Creates a store in a folder, which processes on the same machine can share. A confirmed save survives a crash of the
 * process, and a loss of power as far as the disk does. After a crash during a save, the connection is stored either
 * before or after that save; later saves delete what was left behind. Requires atomic renames, as local file systems have
 * them.
 *
 * @throws Error that names the option and the remedy, if `folder` is not a path
 * @example
 * const store = createFileStore({ folder: '/var/lib/service/connections' })
 */
export const createFileStore = (options: FileStoreOptions): ConnectionStore => {
  if (typeof options.folder !== 'string' || options.folder === '')
    throw new Error('folder must be the path of a folder for the store alone')
  const folder = resolve(options.folder)

  const run =
    <A>(operation: Operation, work: () => Promise<Result<A>>): TE.TaskEither<StoreFailure, A> =>
    async () => {
      try {
        return await work()
      } catch (error) {
        return E.left({ _tag: 'StoreUnavailable', operation, reason: errorCode(error) })
      }
    }
  const onId = <A>(operation: Operation, id: string, work: () => Promise<Result<A>>): TE.TaskEither<StoreFailure, A> =>
    run(operation, async () => {
      const checked = checkStoreId(id)
      return E.isLeft(checked) ? checked : work()
    })

  return {
    load: (id) => onId('load', id, () => load(folder, id)),
    save: (id, saved, revision) =>
      onId('save', id, () => (revision === null ? create(folder, id, saved) : update(folder, id, saved, revision))),
    delete: (id) => onId('delete', id, () => remove(folder, id)),
    list: () => run('list', async () => E.right((await namesIn(folder)).flatMap((name) => idOf(name) ?? []))),
  }
}
