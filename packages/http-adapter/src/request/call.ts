import type { Unreachable } from '@bank-connection/core'
import { type AbortSignalLike, createAbortController, unreachable } from '@bank-connection/core/adapter'
import type { Deadlines } from '../retry/deadlines.ts'

/** One call of the adapter. */
export interface Call {
  /** 1, 2, 3 … */
  readonly number: number
  /** Milliseconds since the Unix epoch. */
  readonly deadlineAt: number
  /** Aborts when the caller aborts, the deadline passes or the adapter is closed. */
  readonly signal: AbortSignalLike
  /** The failure of an aborted call. */
  readonly abortError: (delivered: Unreachable['delivered']) => Unreachable
  /** Number of attempts so far. */
  attempts: number
  /** Releases the deadline and the signals. */
  readonly end: () => void
}

/** Starts a call. `deadlines` must expire at `deadlineAt`. */
export const startCall = (
  number: number,
  deadlineAt: number,
  deadlines: Deadlines,
  signals: readonly AbortSignalLike[],
): Call => {
  const controller = createAbortController()
  let reason: 'cancelled' | 'timeout' = 'cancelled'
  for (const signal of signals) {
    if (signal.aborted) controller.abort()
    signal.addEventListener('abort', controller.abort)
  }
  const expire = (): void => {
    if (!controller.signal.aborted) reason = 'timeout'
    controller.abort()
  }
  deadlines.add(expire)
  return {
    number,
    deadlineAt,
    signal: controller.signal,
    abortError: (delivered) => unreachable(reason, delivered),
    attempts: 0,
    end: () => {
      for (const signal of signals) signal.removeEventListener('abort', controller.abort)
      deadlines.remove(expire)
    },
  }
}
