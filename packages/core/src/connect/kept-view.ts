import type { ConnectionFailure, StoreFailure } from '../failure/connection-failure.ts'
import type { ConnectionView, FailedView } from '../machine/view.ts'

/** Every end of a kept connection but `Connected`: its own, and that it could not be stored any more. */
export interface KeptFailedView extends Omit<FailedView, 'failure'> {
  readonly failure: ConnectionFailure | StoreFailure
}

/** What there is to show of a kept connection. */
export type KeptView = Exclude<ConnectionView, FailedView> | KeptFailedView
