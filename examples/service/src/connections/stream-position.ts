import { createHash } from 'node:crypto'
import type { ShownConnection } from './public-connection.ts'
import type { ConnectionChange } from './connection-events.ts'

/** What a reader was shown of each connection, by digest. */
export interface SeenConnections {
  readonly ids: () => readonly string[]
  /** Notes a change; false when it shows nothing new. */
  readonly note: (change: ConnectionChange) => boolean
  /** For `readSeen`, in one line. */
  readonly text: () => string
}

/** Longest text that is read: 20 connections take less. */
const TEXT_MAX = 2_000

/** Reads what a reader was shown before, in this process or another one; what is no such text is nothing. */
export const readSeen = (text: string): SeenConnections => {
  const digests = new Map(
    (text.length <= TEXT_MAX ? text.split(',') : []).flatMap((part) => {
      const [id, digest] = part.split('.')
      return id && digest ? [[id, digest] as const] : []
    }),
  )
  return {
    ids: () => [...digests.keys()],
    note: (change) => {
      if (change.tag === 'Removed') {
        digests.delete(change.id)
        return true
      }
      const { id } = change.connection
      const digest = digestOf(change.connection)
      if (digests.get(id) === digest) return false
      digests.set(id, digest)
      return true
    },
    text: () => [...digests].map(([id, digest]) => `${id}.${digest}`).join(','),
  }
}

/** Of what is shown, without a time: the same after a restart. */
const digestOf = (connection: ShownConnection): string =>
  createHash('sha256').update(JSON.stringify(connection)).digest('base64url').slice(0, 12)
