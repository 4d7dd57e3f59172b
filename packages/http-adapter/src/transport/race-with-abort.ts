import type { AbortSignalLike } from '@bank-connection/core/adapter'

/** Resolves to the result of `work`, or to null as soon as `signal` aborts. */
export const raceWithAbort = <A extends object>(work: Promise<A>, signal: AbortSignalLike): Promise<A | null> =>
  new Promise((resolve, reject) => {
    const cancel = (): void => {
      signal.removeEventListener('abort', cancel)
      resolve(null)
    }
    if (signal.aborted) {
      resolve(null)
      return
    }
    signal.addEventListener('abort', cancel)
    work.finally(() => signal.removeEventListener('abort', cancel)).then(resolve, reject)
  })
