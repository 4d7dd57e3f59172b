import type { InputInvalid } from './connection-failure.ts'

/** The saved connection cannot be restored. Nothing was sent. */
export interface NotRestored {
  readonly _tag: 'NotRestored'
  /**
   * `foreign`: not a saved connection; `newer`: saved by a later version of the library; `corrupt`: damaged or
   * incomplete.
   */
  readonly reason: 'foreign' | 'newer' | 'corrupt'
  /** The version of its format; `null` if it has none. */
  readonly version: number | null
  /** JSON pointers to the invalid members; never values. */
  readonly paths: readonly string[]
}

/**
 * The stored revision is not the expected one: another owner has saved or deleted the connection, or the id is taken.
 * Nothing was stored.
 */
export interface StoreConflict {
  readonly _tag: 'StoreConflict'
  /** The id of the stored connection. */
  readonly id: string
}

/** The store could not be reached, or failed. The operation may or may not have taken effect. */
export interface StoreUnavailable {
  readonly _tag: 'StoreUnavailable'
  readonly operation: 'load' | 'save' | 'delete' | 'list' | 'migrate'
  /** The store's code, e.g. `ENOSPC`; `threw` if it threw. An open set; never stored data. */
  readonly reason: string
}

/** The stored connection is damaged and cannot be read. */
export interface StoreCorrupt {
  readonly _tag: 'StoreCorrupt'
  readonly id: string
}

/** Every failure of a store; `InputInvalid`: an id or a revision with an invalid form. Closed. */
export type StoreFailure = StoreConflict | StoreUnavailable | StoreCorrupt | InputInvalid

/** There is no connection with this id in the store. Nothing was sent. */
export interface NotStored {
  readonly _tag: 'NotStored'
  readonly id: string
}
