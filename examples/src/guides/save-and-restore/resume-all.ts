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

/** What became of the stored connections. */
export interface Resumed {
  /** By their ids; also those that had ended, whose views are their ends. */
  readonly handles: ReadonlyMap<string, KeptConnection>
  /** `StoreConflict`: another process was quicker; all others need somebody to look. */
  readonly refused: ReadonlyMap<string, NotStored | NotRestored | StoreFailure>
}

/** Takes over every stored connection. For the start of a process, when the one before it is certainly gone. */
export const resumeAll = async (bank: BankPort, store: ConnectionStore): Promise<E.Either<StoreFailure, Resumed>> => {
  const ids = await store.list()()
  if (E.isLeft(ids)) return ids
  const handles = new Map<string, KeptConnection>()
  const refused = new Map<string, NotStored | NotRestored | StoreFailure>()
  // One after the other: a thousand at once would be a thousand requests at once.
  for (const id of ids.right) {
    const resumed = await resumeConnection(bank, store, id)()
    if (E.isRight(resumed)) handles.set(id, resumed.right)
    else refused.set(id, resumed.left)
  }
  return E.right({ handles, refused })
}
