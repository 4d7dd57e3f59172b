import type { InputInvalid, InputRejected, PortError, StoreFailure } from '@bank-connection/core'
import type { NotBegun } from '../database/connection-records.ts'
import type { DatabaseFailure } from '../database/database.ts'

/** Why something cannot be done with a connection. */
export type NotDone =
  | { readonly _tag: 'NotFound' | 'NotRunning' | 'StillRunning' | 'NotConnected' | 'ServiceFull' }
  | NotBegun
  | DatabaseFailure
  | PortError
  | InputRejected
  | StoreFailure
  | InputInvalid
