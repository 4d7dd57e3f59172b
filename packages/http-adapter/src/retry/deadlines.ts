import { type Clock, createAbortController } from '@bank-connection/core/adapter'

/** Deadlines of calls with the same timeout. */
export interface Deadlines {
  /** Calls `expire`, which must not throw, after the timeout unless it is removed first. */
  readonly add: (expire: () => void) => void
  readonly remove: (expire: () => void) => void
}

/**
 * Creates deadlines that share one timer: they expire in the order they were added, and few ever do. Without deadlines
 * there is no timer.
 */
export const createDeadlines = (clock: Clock, timeoutMs: number): Deadlines => {
  /** Expiry times in order. */
  const pending = new Map<() => void, number>()
  let timer = createAbortController()
  let isSweeping = false

  const sweep = async (): Promise<void> => {
    for (let [first] = pending; first !== undefined; [first] = pending) {
      const [expire, endsAt] = first
      const now = clock.now()
      if (endsAt > now) await sleepUntil(endsAt, now)
      else {
        pending.delete(expire)
        expire()
      }
    }
    isSweeping = false
  }

  const sleepUntil = async (endsAt: number, now: number): Promise<void> => {
    if (timer.signal.aborted) timer = createAbortController()
    const { signal } = timer
    await clock.sleep(endsAt - now, signal)
    // A clock that is set back must not prolong a deadline.
    const behindMs = signal.aborted ? now - clock.now() : endsAt - clock.now()
    if (behindMs > 0) for (const [expire, at] of pending) pending.set(expire, at - behindMs)
  }

  return {
    add: (expire) => {
      pending.set(expire, clock.now() + timeoutMs)
      if (isSweeping) return
      isSweeping = true
      void sweep()
    },
    remove: (expire) => {
      pending.delete(expire)
      if (pending.size === 0) timer.abort()
    },
  }
}
