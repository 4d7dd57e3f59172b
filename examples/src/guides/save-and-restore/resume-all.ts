import {
  type BankPort,
  type ConnectionStore,
  type KeptConnection,
  type NotRestored,
  type NotStored,
  resumeConnection,
  type StoreFailure,
} from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** Result of resuming the stored connections. */
export interface Resumed {
  /** By id. Includes connections that had ended: their view is the end. */
  readonly handles: ReadonlyMap<string, KeptConnection>
  /** `StoreConflict`: another process was faster. Anything else needs attention. */
  readonly refused: ReadonlyMap<string, NotStored | NotRestored | StoreFailure>
}

/** Takes over every stored connection. Call it at the start, when the previous process is certainly gone. */
export const resumeAll = async (bank: BankPort, store: ConnectionStore): Promise<E.Either<StoreFailure, Resumed>> => {
  const ids = await store.list()()
  if (E.isLeft(ids)) return ids
  const handles = new Map<string, KeptConnection>()
  const refused = new Map<string, NotStored | NotRestored | StoreFailure>()
  // One at a time: a thousand at once would send a thousand requests at once.
  for (const id of ids.right) {
    const resumed = await resumeConnection(bank, store, id)()
    if (E.isRight(resumed)) handles.set(id, resumed.right)
    else refused.set(id, resumed.left)
  }
  return E.right({ handles, refused })
}
