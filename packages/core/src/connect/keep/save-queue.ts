import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreFailure, StoreUnavailable } from '../../failure/store-failure.ts'
import type { SavedConnection } from '../../machine/saved/saved-connection.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'

/** Keeps the stored state of one connection up to date. */
export interface SaveQueue {
  /**
   * Saves until the stored state is current, with at most one save in flight; right at once if it is. After a failed
   * save nothing more is saved, and every call returns that failure.
   */
  readonly flush: () => Promise<E.Either<StoreFailure, void>>
}

/** The last save and its revision. */
interface Kept {
  readonly saved: SavedConnection
  readonly revision: string
}

/**
 * Creates the save queue of a connection that was saved before.
 *
 * @param read - returns the current state to save
 * @param lose - called once, when a save fails: another process may own the connection now
 */
export const createSaveQueue = (
  store: ConnectionStore,
  id: string,
  kept: Kept,
  read: () => SavedConnection,
  lose: (failure: StoreFailure) => void,
): SaveQueue => {
  let { revision } = kept
  let stored = contentOf(kept.saved)
  let failure: StoreFailure | null = null
  let saving: Promise<void> | null = null

  const save = async (): Promise<void> => {
    const saved = read()
    const result = await settled('save', () => store.save(id, saved, revision))
    saving = null
    if (E.isLeft(result)) {
      failure = result.left
      lose(failure)
    } else {
      revision = result.right
      stored = contentOf(saved)
    }
  }

  return {
    flush: async () => {
      // A save in flight counts too: it may hold a different state, even if the one before was the same as this.
      while (failure === null && (saving !== null || contentOf(read()) !== stored)) {
        saving ??= save()
        await saving
      }
      return failure === null ? E.right(undefined) : E.left(failure)
    },
  }
}

/** The time of a save is no reason to save again. */
const contentOf = ({ at, memory }: SavedConnection): string => JSON.stringify([at, memory])

/** The result of a store call. An exception is a bug in the store, with an unknown effect. */
export const settled = async <A>(
  operation: StoreUnavailable['operation'],
  call: () => TE.TaskEither<StoreFailure, A>,
): Promise<E.Either<StoreFailure, A>> => {
  try {
    return await call()()
  } catch {
    return E.left({ _tag: 'StoreUnavailable', operation, reason: 'threw' })
  }
}
