import type { AbortSignalLike } from '@bank-connection/core/adapter'

/** What `work` resolves to; null as soon as `stop` aborts, whether or not `work` ever settles. */
export const raced = <A extends object>(work: Promise<A>, stop: AbortSignalLike): Promise<A | null> =>
  new Promise((resolve, reject) => {
    const cancel = (): void => {
      stop.removeEventListener('abort', cancel)
      resolve(null)
    }
    if (stop.aborted) {
      resolve(null)
      return
    }
    stop.addEventListener('abort', cancel)
    work.finally(() => stop.removeEventListener('abort', cancel)).then(resolve, reject)
  })
