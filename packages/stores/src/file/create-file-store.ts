import { resolve } from 'node:path'
import type { ConnectionStore, StoreFailure } from '@bank-connection/core'
import { checkStoreId } from '@bank-connection/core/adapter'
import { either as E, type taskEither as TE } from 'fp-ts'
import { errorCode } from '../error-code.ts'
import { begin, goOn, load, type Result, remove } from './connection-folder.ts'
import { idOf } from './file-names.ts'
import { namesIn } from './file-system.ts'

/** What a store in files is told. */
export interface FileStoreOptions {
  /** Path of the folder that it has for itself. It is made, for this user alone, when it does not exist. */
  readonly folder: string
}

type Operation = Extract<StoreFailure, { readonly _tag: 'StoreUnavailable' }>['operation']

/**
 * Creates a store in a folder that several processes may share. What a save has confirmed survives a crash of the
 * process, and of the machine as far as its disks do; one that a crash has interrupted has happened, or not, and what
 * it left behind is ignored, and removed by later saves. It needs renames within a folder that are atomic: any local
 * file system has them.
 *
 * @throws Error that names the option and the remedy, when `folder` is no path
 * @example
 * const store = createFileStore({ folder: '/var/lib/service/connections' })
 */
export const createFileStore = (options: FileStoreOptions): ConnectionStore => {
  if (typeof options.folder !== 'string' || options.folder === '')
    throw new Error('folder must be the path of a folder that the store has for itself')
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
      onId('save', id, () => (revision === null ? begin(folder, id, saved) : goOn(folder, id, saved, revision))),
    delete: (id) => onId('delete', id, () => remove(folder, id)),
    list: () => run('list', async () => E.right((await namesIn(folder)).flatMap((name) => idOf(name) ?? []))),
  }
}
