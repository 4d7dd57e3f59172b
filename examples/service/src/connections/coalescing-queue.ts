import type { ConnectionChange } from './connection-events.ts'

/** Changes that a client has not received yet: the latest of each connection. */
export interface CoalescingQueue {
  readonly put: (change: ConnectionChange) => void
  /** Adds a change unless one of the same connection is in the queue, which is newer. */
  readonly putIfAbsent: (change: ConnectionChange) => void
  /** `null` if the queue is empty. */
  readonly take: () => ConnectionChange | null
  /** Resolves when there is something to take. */
  readonly notEmpty: () => Promise<void>
}

export const createCoalescingQueue = (): CoalescingQueue => {
  const changes = new Map<string, ConnectionChange>()
  let wake = (): void => undefined
  const put = (change: ConnectionChange): void => {
    changes.set(connectionIdOf(change), change)
    wake()
  }
  return {
    put,
    putIfAbsent: (change) => {
      if (!changes.has(connectionIdOf(change))) put(change)
    },
    take: () => {
      const [first] = changes
      if (first === undefined) return null
      changes.delete(first[0])
      return first[1]
    },
    notEmpty: async () => {
      if (changes.size > 0) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    },
  }
}

export const connectionIdOf = (change: ConnectionChange): string =>
  change.tag === 'Updated' ? change.connection.id : change.id
