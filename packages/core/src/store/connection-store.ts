import type { taskEither as TE } from 'fp-ts'
import type { StoreFailure } from '../failure/store-failure.ts'

/** A stored connection. */
export interface StoredConnection {
  /** The saved connection, as parsed from JSON. Not validated: `restoreConnection` does that. */
  readonly saved: unknown
  /** Identifies the save, in the store's own form. */
  readonly revision: string
}

/**
 * Where connections are kept. Ids are the caller's, in the form that `checkStoreId` requires; any other is rejected
 * with `InputInvalid`. Calls are lazy, settle in bounded time, and never reject.
 *
 * Laws (`storeLaws` in `@bank-connection/core/testing` checks them): of several saves that replace the same revision,
 * one succeeds and the others fail with `StoreConflict`; a successful save is visible to every process, also after a
 * crash; no revision is ever used twice, not even if the connection was deleted in between.
 */
export interface ConnectionStore {
  /** The latest save; `null` if there is none under this id. `StoreCorrupt` if it cannot be read. */
  readonly load: (id: string) => TE.TaskEither<StoreFailure, StoredConnection | null>
  /**
   * Replaces the stored connection if its revision is still `revision`; `null`: if nothing is stored. Returns the new
   * revision. After `StoreUnavailable` it may have been stored.
   *
   * @param saved - JSON
   */
  readonly save: (id: string, saved: object, revision: string | null) => TE.TaskEither<StoreFailure, string>
  /** Removes the connection; its owner's next save then fails. Succeeds if there is none. */
  readonly delete: (id: string) => TE.TaskEither<StoreFailure, void>
  /** The ids of all stored connections, in no particular order. */
  readonly list: () => TE.TaskEither<StoreFailure, readonly string[]>
}
