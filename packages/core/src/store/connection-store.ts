import type { taskEither as TE } from 'fp-ts'
import type { StoreFailure } from '../failure/connection-failure.ts'

/** A connection as a store has it. */
export interface StoredConnection {
  /** What was saved, as it came out of JSON. Not checked: `restoreConnection` does. */
  readonly saved: unknown
  /** Which save it is of, in the store's own form. */
  readonly revision: string
}

/**
 * What connections are kept in. Ids are the caller's, of the form that `checkStoreId` demands; any other is refused
 * with `InputInvalid`. Calls are lazily run, settle in bounded time, and never reject.
 *
 * Laws (`storeLaws` in `@bank-connection/core/testing` checks them): of several saves that go on from one revision,
 * whoever makes them, one succeeds and the others are refused with `StoreConflict`; a save that succeeded is there for
 * everybody, also after a crash; no revision is ever given twice, not even when the connection was deleted between.
 */
export interface ConnectionStore {
  /** What was saved last; `null` when there is nothing of this id. `StoreCorrupt` when it cannot be read. */
  readonly load: (id: string) => TE.TaskEither<StoreFailure, StoredConnection | null>
  /**
   * Replaces what is stored, if that is still of `revision`; `null`: if nothing is stored. Gives the revision to go on
   * from. After `StoreUnavailable` it may have been stored.
   *
   * @param saved - JSON
   */
  readonly save: (id: string, saved: object, revision: string | null) => TE.TaskEither<StoreFailure, string>
  /** Removes it, whoever owns it, whose next save is then refused. It is no failure when there is nothing. */
  readonly delete: (id: string) => TE.TaskEither<StoreFailure, void>
  /** The ids of all that is stored, in no order. */
  readonly list: () => TE.TaskEither<StoreFailure, readonly string[]>
}
