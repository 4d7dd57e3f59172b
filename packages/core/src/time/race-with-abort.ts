import type { AbortSignalLike } from './abort.ts'

/**
 * Waits for `work` or for `signal` to abort, whichever is first.
 *
 * @returns what `work` resolves to, or rejects with; `onAbort` if the signal aborts first, even if `work` never settles
 */
export const raceWithAbort = <A>(work: Promise<A>, signal: AbortSignalLike, onAbort: A): Promise<A> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      signal.removeEventListener('abort', stop)
      resolve(onAbort)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
    work.then(
      (value) => {
        signal.removeEventListener('abort', stop)
        resolve(value)
      },
      (error: unknown) => {
        signal.removeEventListener('abort', stop)
        reject(error)
      },
    )
  })
