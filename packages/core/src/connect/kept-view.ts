import type { ConnectionFailure } from '../failure/connection-failure.ts'
import type { StoreFailure } from '../failure/store-failure.ts'
import type { ConnectionView, FailedView } from '../machine/view.ts'

/** Every end of a kept connection except `Connected`: its own failures and those of the store. */
export interface KeptFailedView extends Omit<FailedView, 'failure'> {
  readonly failure: ConnectionFailure | StoreFailure
}

/** The view of a kept connection. */
export type KeptView = Exclude<ConnectionView, FailedView> | KeptFailedView
