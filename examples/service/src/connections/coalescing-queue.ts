import type { ConnectionChange } from './connection-events.ts'

/** What one reader has not been told yet: of each connection the last change alone. */
export interface ChangeQueue {
  readonly put: (change: ConnectionChange) => void
  /** Puts what may be older than what is there. */
  readonly putUnlessNewer: (change: ConnectionChange) => void
  /** null: there is nothing at present. */
  readonly take: () => ConnectionChange | null
  /** Settles once there is something to take. */
  readonly filled: () => Promise<void>
}

export const createChangeQueue = (): ChangeQueue => {
  const waiting = new Map<string, ConnectionChange>()
  let wake = (): void => undefined
  const put = (change: ConnectionChange): void => {
    waiting.set(idOf(change), change)
    wake()
  }
  return {
    put,
    putUnlessNewer: (change) => {
      if (!waiting.has(idOf(change))) put(change)
    },
    take: () => {
      const [first] = waiting
      if (first === undefined) return null
      waiting.delete(first[0])
      return first[1]
    },
    filled: () =>
      waiting.size > 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = resolve
          }),
  }
}

export const idOf = (change: ConnectionChange): string => (change.tag === 'Shown' ? change.connection.id : change.id)
