import { type Clock, createAbortController } from '@bank-connection/core/adapter'

/** The deadlines of calls that all last equally long. */
export interface Deadlines {
  /** Runs `expire`, which must not throw, when the time is over, unless it is forgotten before. */
  readonly watch: (expire: () => void) => void
  readonly forget: (expire: () => void) => void
}

/**
 * Creates deadlines that share one timer: they end in the order of their beginning, and few are ever reached. While nothing
 * is watched, there is no timer.
 */
export const createDeadlines = (clock: Clock, timeoutMs: number): Deadlines => {
  /** When each ends, in that order. */
  const pending = new Map<() => void, number>()
  let rest = createAbortController()
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
    if (rest.signal.aborted) rest = createAbortController()
    const { signal } = rest
    await clock.sleep(endsAt - now, signal)
    // A clock that was set back makes no deadline longer.
    const behindMs = signal.aborted ? now - clock.now() : endsAt - clock.now()
    if (behindMs > 0) for (const [expire, at] of pending) pending.set(expire, at - behindMs)
  }

  return {
    watch: (expire) => {
      pending.set(expire, clock.now() + timeoutMs)
      if (isSweeping) return
      isSweeping = true
      void sweep()
    },
    forget: (expire) => {
      pending.delete(expire)
      if (pending.size === 0) rest.abort()
    },
  }
}
