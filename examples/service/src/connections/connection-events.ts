import type { PublicConnection } from './public-connection.ts'

/** A change that is sent to a user's pages: the connection as it is now, or the id of one that was removed. */
export type ConnectionChange =
  | { readonly tag: 'Updated'; readonly connection: PublicConnection }
  | { readonly tag: 'Removed'; readonly id: string }

/** Publishes changes to the subscribers of a user. */
export interface ConnectionEvents {
  /** @returns unsubscribes */
  readonly subscribe: (userId: string, listener: (change: ConnectionChange) => void) => () => void
  readonly publish: (userId: string, change: ConnectionChange) => void
}

export const createConnectionEvents = (): ConnectionEvents => {
  const listenersByUser = new Map<string, Set<(change: ConnectionChange) => void>>()
  return {
    subscribe: (userId, listener) => {
      const listeners = listenersByUser.get(userId) ?? new Set()
      listenersByUser.set(userId, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && listenersByUser.get(userId) === listeners) listenersByUser.delete(userId)
      }
    },
    publish: (userId, change) => {
      for (const listener of listenersByUser.get(userId) ?? []) listener(change)
    },
  }
}
