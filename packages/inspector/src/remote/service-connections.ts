import { createActorTable } from '../feed/actor-table.ts'
import type { ConnectionList } from '../feed/connection-list.ts'
import { readInspectionMessage } from '../feed/read-inspection-message.ts'
import { rowChangeOf } from '../feed/row-change.ts'

/** The connections of one service. */
export interface ServiceConnections {
  /** Reads a message of the socket. Invalid and unrelated messages are ignored. Never throws. */
  readonly receive: (text: string) => void
  /** Marks the active connections as lost, when the socket has closed. */
  readonly disconnect: () => void
}

/**
 * Adds the connections of one service to the list.
 *
 * @param socket - the number of the socket, part of its connection ids
 * @param now - the time, in milliseconds since the Unix epoch
 */
export const createServiceConnections = (
  list: ConnectionList,
  socket: number,
  now: () => number,
): ServiceConnections => {
  const table = createActorTable()
  /** The row ids of active connections, by session id. */
  const rows = new Map<string, string>()

  const rowOf = (connection: string, startedAt: number): string | null => {
    const known = rows.get(connection)
    if (known !== undefined) return known
    const id = `s-${socket}-${connection}`
    const isAdded = list.add({
      ...{ id, source: 'service', institutionId: null, institutionName: null, state: 'preparing', startedAt },
    })
    if (isAdded) rows.set(connection, id)
    else table.forget(connection)
    return isAdded ? id : null
  }

  return {
    receive: (text) => {
      const message = readInspectionMessage(parsed(text), now())
      const update = message === null ? null : table.read(message)
      if (update === null) return
      const { connection, at, entry, snapshot } = update
      const id = rowOf(connection, at)
      if (id === null) return
      if (entry !== null) list.record(id, at, entry)
      if (snapshot === null) return
      const change = rowChangeOf(snapshot, at)
      list.change(id, change)
      if (change.status === 'active') return
      rows.delete(connection)
      table.forget(connection)
    },
    disconnect: () => {
      for (const id of rows.values()) list.change(id, { status: 'lost', endedAt: now() })
      rows.clear()
    },
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
