import type { ShownConnection } from './public-connection.ts'

/** What a page is told: a connection as it is now, or that it is there no more. */
export type ConnectionChange =
  | { readonly tag: 'Shown'; readonly connection: ShownConnection }
  | { readonly tag: 'Removed'; readonly id: string }

/** Who wants to know of a person's connections. */
export interface Listeners {
  /** @returns ends the subscription */
  readonly subscribe: (userId: string, listener: (change: ConnectionChange) => void) => () => void
  readonly tell: (userId: string, change: ConnectionChange) => void
}

export const createListeners = (): Listeners => {
  const byUser = new Map<string, Set<(change: ConnectionChange) => void>>()
  return {
    subscribe: (userId, listener) => {
      const own = byUser.get(userId) ?? new Set()
      byUser.set(userId, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0 && byUser.get(userId) === own) byUser.delete(userId)
      }
    },
    tell: (userId, change) => {
      for (const listener of byUser.get(userId) ?? []) listener(change)
    },
  }
}
