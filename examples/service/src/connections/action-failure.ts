import type { InputInvalid, InputRejected, PortError, StoreFailure } from '@bank-connection/core'
import type { CreateRejected } from '../database/connection-records.ts'
import type { DatabaseFailure } from '../database/database.ts'

/** Why an action on a connection failed. */
export type ActionFailure =
  | { readonly _tag: 'NotFound' | 'NotRunning' | 'StillRunning' | 'NotConnected' | 'ServiceFull' }
  | CreateRejected
  | DatabaseFailure
  | PortError
  | InputRejected
  | StoreFailure
  | InputInvalid
