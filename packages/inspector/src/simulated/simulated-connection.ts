import type { ConnectionView, SavedConnection } from '@bank-connection/core'
import { punctualClock } from '@bank-connection/core/trace'
import type { MemoryBank } from '@bank-connection/memory-adapter'
import type { ConnectionList } from '../feed/connection-list.ts'
import { rowChangeOf } from '../feed/row-change.ts'
import type { ConnectionProcess, ProcessOptions } from './connection-process.ts'
import type { SimulatedUser } from './simulated-user.ts'

/** A connection at the simulated bank, across crashes. */
export interface SimulatedConnection {
  readonly id: string
  readonly institutionId: string
  /** Shared by all its processes. */
  readonly options: Omit<ProcessOptions<never>, 'open'>
  /** `null` after a crash. */
  process: ConnectionProcess | null
  /** `null` after a crash. */
  view: ConnectionView | null
  /** Saved by the crashed process; `null` if there was no crash. */
  saved: SavedConnection | null
}

/** Creates a connection without a process. Its history goes to the list. */
export const createSimulatedConnection = (
  { id, institutionId }: Pick<SimulatedConnection, 'id' | 'institutionId'>,
  bank: MemoryBank,
  list: ConnectionList,
  user: SimulatedUser | null,
): SimulatedConnection => {
  let calls = 0
  const connection: SimulatedConnection = {
    ...{ id, institutionId, process: null, view: null, saved: null },
    options: {
      port: bank.port,
      clock: punctualClock(bank.clock),
      nextCall: () => ++calls,
      onTrace: (event) => list.record(id, event.at, { type: 'traced', event }),
      onUpdate: ({ at, entry, snapshot }) => {
        if (entry !== null) list.record(id, at, entry)
        if (snapshot !== null) list.change(id, rowChangeOf(snapshot, at))
      },
      onView: (view, process) => {
        connection.view = view
        list.touch(id)
        user?.onView(view, process)
      },
    },
  }
  return connection
}

/** Whether it has not ended. */
export const isActive = ({ view }: SimulatedConnection): boolean =>
  view?._tag !== 'Connected' && view?._tag !== 'Failed'
