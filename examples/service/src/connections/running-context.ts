import type { BankPort, ConnectionStore } from '@bank-connection/core'
import type { Logger } from 'pino'
import type { ConnectionRecord, ConnectionRecords } from '../database/connection-records.ts'

export interface RunningContext {
  readonly bank: BankPort
  readonly store: ConnectionStore
  readonly records: ConnectionRecords
  readonly log: Logger
  /** Called after every change of a connection, including its end, and when it stops running in this process. */
  readonly onChange: (record: ConnectionRecord) => void
  /** Waits for `ms` real milliseconds; rejects when `signal` aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>
}
