import { createHash } from 'node:crypto'
import type { ConnectionChange } from './connection-events.ts'
import type { PublicConnection } from './public-connection.ts'

/** What a client has received: a digest of the last state of each connection. */
export interface StreamPosition {
  readonly ids: () => readonly string[]
  /** Records a change; `false` if the client has received this state already. */
  readonly record: (change: ConnectionChange) => boolean
  /** The position as an event id, which {@link readStreamPosition} reads. */
  readonly eventId: () => string
}

/** Longest event id that is read: 20 connections need less. */
const EVENT_ID_MAX = 2_000

/** Reads the last event id of a client, from this process or another. Invalid text counts as an empty position. */
export const readStreamPosition = (lastEventId: string): StreamPosition => {
  const digests = new Map(
    (lastEventId.length <= EVENT_ID_MAX ? lastEventId.split(',') : []).flatMap((part) => {
      const [id, digest] = part.split('.')
      return id && digest ? [[id, digest] as const] : []
    }),
  )
  return {
    ids: () => [...digests.keys()],
    record: (change) => {
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
    eventId: () => [...digests].map(([id, digest]) => `${id}.${digest}`).join(','),
  }
}

/** The same in every process, because a public connection contains no current time. */
const digestOf = (connection: PublicConnection): string =>
  createHash('sha256').update(JSON.stringify(connection)).digest('base64url').slice(0, 12)
