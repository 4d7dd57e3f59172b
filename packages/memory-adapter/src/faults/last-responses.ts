/** The latest responses by path, like a cache. */
export interface LastResponses<A> {
  /** null: not cached. */
  readonly get: (path: string) => A | null
  /** Caches a response; the oldest is dropped when there are too many. */
  readonly set: (path: string, answer: A) => void
}

/** Maximum number of cached responses. */
const KEPT_MAX = 100

/** Creates an empty cache. */
export const createLastResponses = <A>(): LastResponses<A> => {
  const kept = new Map<string, A>()
  return {
    get: (path) => kept.get(path) ?? null,
    set: (path, answer) => {
      kept.delete(path)
      kept.set(path, answer)
      const [oldest] = kept.keys()
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    },
  }
}
