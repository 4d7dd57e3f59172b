import {
  type AbortControllerLike,
  type AbortSignalLike,
  type Clock,
  createAbortController,
} from '@bank-connection/core/adapter'
import type { Throttle } from './throttle.ts'

/** Queue priority: token requests, then user-facing calls, then polls and other reads. */
export type Priority = 'token' | 'user' | 'poll'

/** Limits the requests in flight and in the queue, and applies the throttle. */
export interface ConcurrencyLimiter {
  /**
   * Waits for a slot. Returns `full` when the queue is full, and `throttled` when the throttle allows no request before
   * `deadlineAt`. Resolves to `aborted` when `signal` aborts first. After `acquired`, call `release` once.
   */
  readonly acquire: (
    priority: Priority,
    deadlineAt: number,
    signal: AbortSignalLike,
  ) => 'acquired' | 'full' | 'throttled' | Promise<'acquired' | 'aborted'>
  readonly release: () => void
}

export interface ConcurrencyLimiterOptions {
  readonly concurrentMax: number
  readonly queuedMax: number
  readonly throttle: Throttle
  readonly clock: Clock
}

/** Creates a limiter with all slots free. */
export const createConcurrencyLimiter = ({
  concurrentMax,
  queuedMax,
  throttle,
  clock,
}: ConcurrencyLimiterOptions): ConcurrencyLimiter => {
  let active = 0
  // Sets keep the order of arrival and delete from the middle in constant time.
  const queues: Readonly<Record<Priority, Set<() => void>>> = { token: new Set(), user: new Set(), poll: new Set() }
  let waiting = 0
  let sleeping: AbortControllerLike | null = null

  const first = (): (() => void) | undefined => {
    for (const queue of [queues.token, queues.user, queues.poll]) for (const admit of queue) return admit
    return undefined
  }
  /** Starts all calls that may start now, and sleeps until the next one may. */
  const admit = (): void => {
    while (waiting > 0 && active < concurrentMax) {
      const now = clock.now()
      const startAt = throttle.nextStart(now)
      if (startAt > now) {
        void admitLater(startAt - now)
        return
      }
      active += 1
      throttle.started(now)
      first()?.()
    }
  }
  const admitLater = async (ms: number): Promise<void> => {
    if (sleeping !== null) return
    sleeping = createAbortController()
    await clock.sleep(ms, sleeping.signal)
    sleeping = null
    admit()
  }
  const wait = (priority: Priority, signal: AbortSignalLike): Promise<'acquired' | 'aborted'> =>
    new Promise((resolve) => {
      const settle = (outcome: 'acquired' | 'aborted'): void => {
        queues[priority].delete(enter)
        waiting -= 1
        signal.removeEventListener('abort', cancel)
        if (waiting === 0) sleeping?.abort()
        resolve(outcome)
      }
      const enter = (): void => settle('acquired')
      const cancel = (): void => settle('aborted')
      queues[priority].add(enter)
      waiting += 1
      signal.addEventListener('abort', cancel)
      admit()
    })

  return {
    acquire: (priority, deadlineAt, signal) => {
      if (signal.aborted) return Promise.resolve('aborted')
      const now = clock.now()
      const startAt = throttle.nextStart(now)
      if (startAt >= deadlineAt) return 'throttled'
      if (waiting === 0 && active < concurrentMax && startAt <= now) {
        active += 1
        throttle.started(now)
        return 'acquired'
      }
      // Other calls wait for a token, so its request is always queued.
      return priority !== 'token' && waiting >= queuedMax ? 'full' : wait(priority, signal)
    },
    release: () => {
      active -= 1
      admit()
    },
  }
}
