import type { AbortSignalLike } from './abort.ts'

/** The only source of time. Real in services, virtual in tests and simulations. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /**
   * Resolves after `ms` milliseconds, or as soon as `signal` aborts; at once if `ms` is not above zero. Never rejects.
   */
  readonly sleep: (ms: number, signal: AbortSignalLike) => Promise<void>
}
