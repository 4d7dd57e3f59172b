import { type Clock, createCancelSource } from '@bank-connection/core'

/** The deadlines of calls that all last equally long. */
export interface Deadlines {
  /** Runs `expire` when the time is over, unless it is forgotten before. */
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
  let rest = createCancelSource()
  let isSweeping = false

  const sweep = async (): Promise<void> => {
    isSweeping = true
    for (let [first] = pending; first !== undefined; [first] = pending) {
      const [expire, endsAt] = first
      // A clock that was set back makes no deadline longer.
      const leftMs = Math.min(endsAt - clock.now(), timeoutMs)
      if (leftMs > 0) {
        if (rest.signal.aborted) rest = createCancelSource()
        await clock.sleep(leftMs, rest.signal)
      } else {
        pending.delete(expire)
        expire()
      }
    }
    isSweeping = false
  }

  return {
    watch: (expire) => {
      pending.set(expire, clock.now() + timeoutMs)
      if (!isSweeping) void sweep()
    },
    forget: (expire) => {
      pending.delete(expire)
      if (pending.size === 0) rest.cancel()
    },
  }
}
