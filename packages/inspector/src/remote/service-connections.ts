import { createActorTable } from '../feed/actor-table.ts'
import type { ConnectionBook } from '../feed/connection-list.ts'
import { readShownMessage } from '../feed/read-inspection-message.ts'
import { rowChangeOf } from '../feed/row-change.ts'

/** What one service tells over its socket. */
export interface ServiceConnections {
  /** Takes one message, as text. What is none of ours is dropped. Never throws. */
  readonly take: (text: string) => void
  /** The socket has closed: what was not over is lost. */
  readonly lose: () => void
}

/**
 * Shows the connections of one service.
 *
 * @param socket - a number of its own, part of the names of its connections
 * @param now - the time, in milliseconds since the Unix epoch
 */
export const createServiceConnections = (
  book: ConnectionBook,
  socket: number,
  now: () => number,
): ServiceConnections => {
  const table = createActorTable()
  /** By session, those that are not over. */
  const rows = new Map<string, string>()

  const rowOf = (connection: string, startedAt: number): string | null => {
    const known = rows.get(connection)
    if (known !== undefined) return known
    const id = `s-${socket}-${connection}`
    const isAdded = book.add({
      ...{ id, source: 'service', institutionId: null, institutionName: null, state: 'preparing', startedAt },
    })
    if (isAdded) rows.set(connection, id)
    else table.forget(connection)
    return isAdded ? id : null
  }

  return {
    take: (text) => {
      const message = readShownMessage(parsed(text), now())
      const told = message === null ? null : table.read(message)
      if (told === null) return
      const { connection, at, happening, snapshot } = told
      const id = rowOf(connection, at)
      if (id === null) return
      if (happening !== null) book.record(id, at, happening)
      if (snapshot === null) return
      const change = rowChangeOf(snapshot, at)
      book.change(id, change)
      if (change.standing === 'active') return
      rows.delete(connection)
      table.forget(connection)
    },
    lose: () => {
      for (const id of rows.values()) book.change(id, { standing: 'lost', endedAt: now() })
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
