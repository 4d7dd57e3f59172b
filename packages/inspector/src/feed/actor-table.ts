import type { HistoryEntry, SafeSnapshot } from './feed.ts'
import type { InspectionMessage } from './read-inspection-message.ts'

/** What a message says about a connection. */
export interface ConnectionUpdate {
  /** The session of the connection. */
  readonly connection: string
  readonly at: number
  /** `null` if the message only announces the connection. */
  readonly entry: HistoryEntry | null
  /** `null` if unchanged. */
  readonly snapshot: SafeSnapshot | null
}

/** Maps the actors of one system to connections. */
export interface ActorTable {
  /** `null` if the message concerns no connection. */
  readonly read: (message: InspectionMessage) => ConnectionUpdate | null
  /** Removes a connection and its actors. */
  readonly forget: (connection: string) => void
}

/** Creates an empty table of at most `actorsMax` actors, besides the connections. */
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

  const read = (message: InspectionMessage): ConnectionUpdate | null => {
    const { at, sessionId } = message
    switch (message.type) {
      case 'actor': {
        const { isConnection, parentId, name } = message
        if (isConnection) {
          connections.add(sessionId)
          return { connection: sessionId, at, entry: null, snapshot: null }
        }
        if (parentId === null || name === null || !connections.has(parentId)) return null
        remember(sessionId, name, parentId)
        return {
          connection: parentId,
          at,
          entry: { type: 'actor', actor: name, event: 'xstate.init' },
          snapshot: null,
        }
      }
      case 'event': {
        const actor = message.sourceId === null ? undefined : actors.get(message.sourceId)
        if (actor === undefined || actor.connection !== sessionId) return null
        const entry: HistoryEntry = { type: 'actor', actor: actor.name, event: message.event }
        return { connection: sessionId, at, entry, snapshot: null }
      }
      case 'snapshot': {
        const { event, snapshot } = message
        if (snapshot.state === null) return null
        if (!connections.has(sessionId)) {
          if (!isOfConnection(snapshot)) return null
          connections.add(sessionId)
        }
        return { connection: sessionId, at, entry: { type: 'transition', event, snapshot }, snapshot }
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

/** Whether a snapshot belongs to a connection. Needed for connections that started before the socket opened. */
const isOfConnection = ({ context }: SafeSnapshot): boolean => {
  const { intent, limits, attempts } = context
  return (
    typeof intent === 'object' && intent !== null && 'type' in intent && limits !== undefined && attempts !== undefined
  )
}
