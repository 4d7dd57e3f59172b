import {
  type AbortControllerLike,
  type AbortSignalLike,
  type Clock,
  createAbortController,
} from '@bank-connection/core/adapter'
import type { Throttle } from './throttle.ts'

/** Who goes first: a token, for which many may wait; then what a person may wait for; then looks. */
export type Rank = 'token' | 'urgent' | 'patient'

/** How many requests may be on their way, how many may wait for it, and how closely they follow each other. */
export interface ConcurrencyLimiter {
  /**
   * Waits for a place. `full` at once when too many wait; `held` at once when the server is not to be asked before
   * `deadlineAt`; `stopped` when `stop` aborts first. Who gets `entered` must leave.
   */
  readonly enter: (
    rank: Rank,
    deadlineAt: number,
    stop: AbortSignalLike,
  ) => 'entered' | 'full' | 'held' | Promise<'entered' | 'stopped'>
  readonly leave: () => void
}

/** What a gate is made with. */
export interface GateOptions {
  readonly concurrentMax: number
  readonly queuedMax: number
  readonly pace: Throttle
  readonly clock: Clock
}

/** Creates a gate with all places free. */
export const createConcurrencyLimiter = ({
  concurrentMax,
  queuedMax,
  pace,
  clock,
}: GateOptions): ConcurrencyLimiter => {
  let inside = 0
  // In the order of their coming; a Set forgets one in the middle without moving the others.
  const queues: Readonly<Record<Rank, Set<() => void>>> = { token: new Set(), urgent: new Set(), patient: new Set() }
  let waiting = 0
  let rest: AbortControllerLike | null = null

  const first = (): (() => void) | undefined => {
    for (const queue of [queues.token, queues.urgent, queues.patient]) for (const admit of queue) return admit
    return undefined
  }
  /** Lets in all that may enter now, and comes back when the next one may. */
  const admit = (): void => {
    while (waiting > 0 && inside < concurrentMax) {
      const now = clock.now()
      const startAt = pace.nextStart(now)
      if (startAt > now) {
        void comeBack(startAt - now)
        return
      }
      inside += 1
      pace.started(now)
      first()?.()
    }
  }
  const comeBack = async (ms: number): Promise<void> => {
    if (rest !== null) return
    const source = createAbortController()
    rest = source
    await clock.sleep(ms, source.signal)
    rest = null
    admit()
  }
  const wait = (rank: Rank, stop: AbortSignalLike): Promise<'entered' | 'stopped'> =>
    new Promise((resolve) => {
      const settle = (outcome: 'entered' | 'stopped'): void => {
        queues[rank].delete(enter)
        waiting -= 1
        stop.removeEventListener('abort', cancel)
        if (waiting === 0) rest?.abort()
        resolve(outcome)
      }
      const enter = (): void => settle('entered')
      const cancel = (): void => settle('stopped')
      queues[rank].add(enter)
      waiting += 1
      stop.addEventListener('abort', cancel)
      admit()
    })

  return {
    enter: (rank, deadlineAt, stop) => {
      if (stop.aborted) return Promise.resolve('stopped')
      const now = clock.now()
      const startAt = pace.nextStart(now)
      if (startAt >= deadlineAt) return 'held'
      if (waiting === 0 && inside < concurrentMax && startAt <= now) {
        inside += 1
        pace.started(now)
        return 'entered'
      }
      // Others wait for a token: it is never one too many.
      return rank !== 'token' && waiting >= queuedMax ? 'full' : wait(rank, stop)
    },
    leave: () => {
      inside -= 1
      admit()
    },
  }
}
