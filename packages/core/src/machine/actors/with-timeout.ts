import { either as E, type taskEither as TE } from 'fp-ts'
import { type PortError, unreachable } from '../../failure/port-error.ts'
import { type AbortSignalLike, createAbortController } from '../../time/abort.ts'
import type { Clock } from '../../time/clock.ts'

/**
 * Timeout of one call, in milliseconds, regardless of the adapter's own limits.
 *
 * @internal
 */
export const CALL_TIMEOUT_MS = 60_000

/**
 * Makes a call that `signal` aborts and that times out after {@link CALL_TIMEOUT_MS}; no call if `signal` has already
 * aborted.
 */
export const withTimeout = async <A>(
  clock: Clock,
  call: (signal: AbortSignalLike) => TE.TaskEither<PortError, A>,
  signal: AbortSignalLike,
): Promise<E.Either<PortError, A>> => {
  if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
  const calling = createAbortController()
  const waiting = createAbortController()
  signal.addEventListener('abort', calling.abort)
  const timeout = clock.sleep(CALL_TIMEOUT_MS, waiting.signal).then(() => E.left(unreachable('timeout', 'unknown')))
  try {
    return await Promise.race([call(calling.signal)(), timeout])
  } finally {
    signal.removeEventListener('abort', calling.abort)
    waiting.abort()
    calling.abort()
  }
}
