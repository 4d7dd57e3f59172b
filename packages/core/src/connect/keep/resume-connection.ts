import { either as E, type taskEither as TE } from 'fp-ts'
import type { NotRestored, NotStored, StoreFailure } from '../../failure/store-failure.ts'
import { readSaved } from '../../machine/saved/saved-connection.ts'
import type { BankPort } from '../../protocol/port.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'
import type { WatchOptions } from '../open-connection.ts'
import { inputOf } from '../restore-connection.ts'
import { type KeptConnection, startKept } from './kept-handle.ts'
import { settled } from './save-queue.ts'

/**
 * Like `restoreConnection`, for a stored connection, and takes it over: the previous owner fails at its next save and
 * stops; of several processes that resume it at the same time, one succeeds and the others get `StoreConflict`. Resume
 * only a connection without a live owner: a request that it has just sent cannot be recalled.
 *
 * A connection that had ended reports that end and is not taken over. Fails with `NotStored` if the id is unknown, with
 * `NotRestored` if it is not a saved connection of this version or an earlier one, or with a store failure; then
 * nothing was sent.
 */
export const resumeConnection =
  (
    port: BankPort,
    store: ConnectionStore,
    id: string,
    options: WatchOptions = {},
  ): TE.TaskEither<NotStored | NotRestored | StoreFailure, KeptConnection> =>
  async () => {
    const loaded = await settled('load', () => store.load(id))
    if (E.isLeft(loaded)) return loaded
    if (loaded.right === null) return E.left({ _tag: 'NotStored', id })
    const { saved, revision } = loaded.right
    const resume = readSaved(saved)
    return E.isLeft(resume) ? resume : startKept(port, store, { id, revision }, inputOf(resume.right), options)
  }
