import type { Unreachable } from '@bank-connection/core'
import { type AbortSignalLike, createAbortController, unreachable } from '@bank-connection/core/adapter'
import type { Deadlines } from '../retry/deadlines.ts'

/** One call of the adapter: its number, its deadline, and what stops it. */
export interface Call {
  /** 1, 2, 3 … */
  readonly number: number
  /** Milliseconds since the Unix epoch. */
  readonly deadlineAt: number
  /** Aborts when the caller stops it, when its deadline passes, and when the adapter is closed. */
  readonly stop: AbortSignalLike
  /** Why it was stopped, when it was. */
  readonly stoppedBy: (delivered: Unreachable['delivered']) => Unreachable
  /** How many attempts were made. */
  attempts: number
  /** Lets go of the deadline and the signals. */
  readonly end: () => void
}

/** Begins a call that lasts until `deadlineAt` at most, which is when these deadlines end for it. */
export const beginCall = (
  number: number,
  deadlineAt: number,
  deadlines: Deadlines,
  signals: readonly AbortSignalLike[],
): Call => {
  const stop = createAbortController()
  let reason: 'cancelled' | 'timeout' = 'cancelled'
  for (const signal of signals) {
    if (signal.aborted) stop.abort()
    signal.addEventListener('abort', stop.abort)
  }
  const expire = (): void => {
    if (!stop.signal.aborted) reason = 'timeout'
    stop.abort()
  }
  deadlines.watch(expire)
  return {
    number,
    deadlineAt,
    stop: stop.signal,
    stoppedBy: (delivered) => unreachable(reason, delivered),
    attempts: 0,
    end: () => {
      for (const signal of signals) signal.removeEventListener('abort', stop.abort)
      deadlines.forget(expire)
    },
  }
}
