import { either as E } from 'fp-ts'
import { type PortError, unreachable } from '../../failure/port-error.ts'
import type { BankPort } from '../../protocol/port.ts'
import { type AbortSignalLike, neverAborted } from '../../time/abort.ts'
import { BANK_OPERATIONS } from '../bank-operations.ts'
import type { ReplayClock } from './replay-clock.ts'

type Result = E.Either<PortError, unknown> | 'rejected'

/** A port whose calls are settled by the replay. */
export interface ReplayPort {
  readonly port: BankPort
  /** The number of the next call, which must follow at once. For the `recordingPort`. */
  readonly nextCall: () => number
  /** Settles a call. Has no effect if no call with this number is pending. */
  readonly settle: (call: number, result: Result) => void
  /** Whether a call was aborted before it settled. It has then settled as `cancelled`. */
  readonly wasStopped: (call: number) => boolean
}

/** Creates a port whose calls are settled by the replay. */
export const createReplayPort = (clock: ReplayClock): ReplayPort => {
  const onItsWay = new Map<number, (result: Result) => void>()
  const stopped = new Set<number>()
  let numbered = 0
  const settle = (call: number, result: Result): void => {
    const found = onItsWay.get(call)
    onItsWay.delete(call)
    found?.(result)
  }
  const operation =
    (_: object, signal: AbortSignalLike = neverAborted) =>
    () =>
      new Promise<E.Either<PortError, unknown>>((resolve, reject) => {
        if (signal.aborted) {
          resolve(cancelled)
          return
        }
        const call = numbered
        clock.noteActivity()
        onItsWay.set(call, (result) => {
          clock.noteActivity()
          if (result === 'rejected') reject(new Error('as recorded'))
          else resolve(result)
        })
        signal.addEventListener('abort', () => {
          if (onItsWay.has(call)) stopped.add(call)
          settle(call, cancelled)
        })
      })
  const operations = Object.fromEntries(BANK_OPERATIONS.map((name) => [name, operation]))
  return {
    port: { ...operations, clock } as unknown as BankPort,
    nextCall: () => ++numbered,
    settle,
    wasStopped: (call) => stopped.has(call),
  }
}

const cancelled = E.left(unreachable('cancelled', 'unknown'))

/** Whether this is the result of an aborted call. */
export const isStopped = (result: Result): boolean =>
  result !== 'rejected' && E.isLeft(result) && result.left._tag === 'Unreachable' && result.left.reason === 'cancelled'
