import { requireOption } from '@bank-connection/core/adapter'
import { withDefaults } from './with-defaults.ts'

/** Limits of one adapter. Every wait, queue and body has one. */
export interface HttpLimits {
  /** Timeout for opening a connection, TLS included, in milliseconds. Not enforced over `fetch`. Default: 10 s */
  readonly connectTimeoutMs: number
  /** Timeout for the response headers, in milliseconds. Default: 30 s */
  readonly headersTimeoutMs: number
  /** Timeout between two chunks of a body, in milliseconds. Default: 15 s */
  readonly bodyTimeoutMs: number
  /**
   * Timeout for a whole call, waits and retries included, in milliseconds. Default: 50 s, because the state machine
   * abandons a call after a minute
   */
  readonly callTimeoutMs: number
  /** Largest response body, in bytes. Default: 8 MiB */
  readonly bodyBytesMax: number
  /** Deepest nesting of a JSON body. Default: 64 */
  readonly jsonDepthMax: number
  /** Most requests in flight, and most pooled connections. Default: 64 */
  readonly concurrentMax: number
  /** Most calls waiting in the queue; further ones fail with `busy`. Default: 10,000 */
  readonly queuedMax: number
}

/** The default limits. */
export const defaultHttpLimits: HttpLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 15_000,
  callTimeoutMs: 50_000,
  bodyBytesMax: 8 * 1024 * 1024,
  jsonDepthMax: 64,
  concurrentMax: 64,
  queuedMax: 10_000,
}

/** Longest delay that `setTimeout` accepts, in milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1

/**
 * Fills in the defaults.
 *
 * @throws Error if a limit is invalid
 */
export const resolveLimits = (given: Partial<HttpLimits>): HttpLimits => {
  const limits = withDefaults('limits', given, defaultHttpLimits)
  for (const [name, value] of Object.entries(limits)) {
    const isTime = name.endsWith('Ms')
    const smallest = name === 'queuedMax' ? 0 : 1
    const largest = isTime ? TIMER_MAX_MS : Number.MAX_SAFE_INTEGER
    requireOption(
      Number.isSafeInteger(value) && value >= smallest && value <= largest,
      `limits.${name} must be a whole number${isTime ? ' of milliseconds' : ''} from ${smallest} to ${largest}; omit it for the default, ${defaultHttpLimits[name as keyof HttpLimits]}`,
    )
  }
  return limits
}
