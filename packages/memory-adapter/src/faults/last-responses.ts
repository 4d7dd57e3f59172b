/** The answers that were given last, as a cache keeps them. */
export interface LastResponses<A> {
  /** null: none is kept. */
  readonly get: (path: string) => A | null
  readonly set: (path: string, answer: A) => void
}

/** How many answers are kept: the ones that were given last. */
const KEPT_MAX = 100

/** Creates a recall that keeps nothing yet. */
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
