import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreFailure, StoreUnavailable } from '../../failure/connection-failure.ts'
import type { SavedConnection } from '../../machine/saved/saved-connection.ts'
import type { ConnectionStore } from '../../store/connection-store.ts'

/** Keeps what is stored of one connection as it is. */
export interface SaveQueue {
  /**
   * Saves until what is stored is what is so at that moment; at most one save is on its way. Right at once when it is
   * stored already. After one save has failed nothing is saved any more, and every call gives that failure.
   */
  readonly flush: () => Promise<E.Either<StoreFailure, void>>
}

/** Where a keeper goes on from: what was saved, and its revision. */
interface Kept {
  readonly saved: SavedConnection
  readonly revision: string
}

/**
 * Creates the keeper of a connection that was saved before.
 *
 * @param read - what there is to save now
 * @param lose - told once, when a save has failed: somebody else may own the connection from then on
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
      // What is on its way counts too: it may be of another state, though the one before looked the same as this one.
      while (failure === null && (saving !== null || contentOf(read()) !== stored)) {
        saving ??= save()
        await saving
      }
      return failure === null ? E.right(undefined) : E.left(failure)
    },
  }
}

/** When it was saved is no reason to save again. */
const contentOf = ({ at, memory }: SavedConnection): string => JSON.stringify([at, memory])

/** What a call of a store came to. One that throws is a bug of the store, and nobody knows what it has done. */
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
