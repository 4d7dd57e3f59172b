import type { ConnectionStore } from '@bank-connection/core'
import { taskEither as TE } from 'fp-ts'

/**
 * A store that takes nothing more once it is released. A connection that is cancelled after that stops at once, and
 * stays stored where it was: another process goes on with it.
 */
export const releasableStore = (
  store: ConnectionStore,
): { readonly store: ConnectionStore; readonly release: () => void } => {
  let isReleased = false
  return {
    store: {
      ...store,
      save: (id, saved, revision) => () =>
        (isReleased
          ? TE.left({ _tag: 'StoreUnavailable', operation: 'save', reason: 'released' } as const)
          : store.save(id, saved, revision))(),
    },
    release: () => {
      isReleased = true
    },
  }
}
