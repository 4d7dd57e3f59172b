import type { Happening, ShownSnapshot } from './feed.ts'
import type { ShownMessage } from './read-inspection-message.ts'

/** What a message says of a connection. */
export interface Told {
  /** The session of the connection. */
  readonly connection: string
  readonly at: number
  /** `null`: only that it is there. */
  readonly happening: Happening | null
  /** `null`: as it was. */
  readonly snapshot: ShownSnapshot | null
}

/** Knows which actors of one system are connections, and which are theirs. */
export interface ActorTable {
  /** What a message says of a connection; `null`: nothing. */
  readonly read: (message: ShownMessage) => Told | null
  /** Forgets a connection and its actors. */
  readonly forget: (connection: string) => void
}

/** Creates an empty table; it remembers at most `actorsMax` actors of connections. */
export const createActorTable = (actorsMax = 10_000): ActorTable => {
  const connections = new Set<string>()
  const actors = new Map<string, { readonly name: string; readonly connection: string }>()

  const remember = (sessionId: string, name: string, connection: string): void => {
    for (const oldest of actors.keys()) {
      if (actors.size < actorsMax) break
      actors.delete(oldest)
    }
    actors.set(sessionId, { name, connection })
  }

  const read = (message: ShownMessage): Told | null => {
    const { at, sessionId } = message
    switch (message.type) {
      case 'actor': {
        const { isConnection, parentId, name } = message
        if (isConnection) {
          connections.add(sessionId)
          return { connection: sessionId, at, happening: null, snapshot: null }
        }
        if (parentId === null || name === null || !connections.has(parentId)) return null
        remember(sessionId, name, parentId)
        return {
          connection: parentId,
          at,
          happening: { type: 'actor', actor: name, event: 'xstate.init' },
          snapshot: null,
        }
      }
      case 'event': {
        const actor = message.sourceId === null ? undefined : actors.get(message.sourceId)
        if (actor === undefined || actor.connection !== sessionId) return null
        const happening: Happening = { type: 'actor', actor: actor.name, event: message.event }
        return { connection: sessionId, at, happening, snapshot: null }
      }
      case 'snapshot': {
        const { event, snapshot } = message
        if (snapshot.state === null) return null
        if (!connections.has(sessionId)) {
          if (!isOfConnection(snapshot)) return null
          connections.add(sessionId)
        }
        return { connection: sessionId, at, happening: { type: 'transition', event, snapshot }, snapshot }
      }
    }
  }

  return {
    read,
    forget: (connection) => {
      connections.delete(connection)
      for (const [sessionId, actor] of actors) if (actor.connection === connection) actors.delete(sessionId)
    },
  }
}

/** Whether a snapshot can only be of a connection: of those that began before the socket was open, nothing else came. */
const isOfConnection = ({ context }: ShownSnapshot): boolean => {
  const { intent, limits, attempts } = context
  return (
    typeof intent === 'object' && intent !== null && 'type' in intent && limits !== undefined && attempts !== undefined
  )
}
