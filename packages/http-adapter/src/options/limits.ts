import { defined, demandKnown, requireOption } from './require-option.ts'

/** The limits of one adapter. Every wait, queue and body has one. */
export interface HttpLimits {
  /** How long a connection may take to open, TLS included, in milliseconds. Not with `fetch`, which does not tell. 10 s */
  readonly connectTimeoutMs: number
  /** How long the server may take to begin its answer, in milliseconds. 30 s */
  readonly headersTimeoutMs: number
  /** How long an answer may pause, in milliseconds. 15 s */
  readonly bodyTimeoutMs: number
  /**
   * How long a call may take with all its waits and repetitions, in milliseconds. 50 s: the machine gives up a call
   * after a minute
   */
  readonly callTimeoutMs: number
  /** Largest body that is read, in bytes. 8 MiB */
  readonly bodyBytesMax: number
  /** Deepest nesting of JSON that is read. 64 */
  readonly jsonDepthMax: number
  /** How many requests are on their way at a time; as many connections are kept. 64 */
  readonly concurrentMax: number
  /** How many calls may wait for their turn; further ones fail as `busy`. 10,000 */
  readonly queuedMax: number
}

/** The limits of an adapter that names none. */
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

/** Longest time that a platform's timer takes, in milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1

/**
 * The limits with defaults filled in.
 *
 * @throws Error that names the limit and the remedy
 */
export const limitsOf = (given: Partial<HttpLimits>): HttpLimits => {
  demandKnown('limits', given, defaultHttpLimits)
  const limits = { ...defaultHttpLimits, ...defined(given) }
  for (const [name, value] of Object.entries(limits)) {
    const isTime = name.endsWith('Ms')
    const smallest = name === 'queuedMax' ? 0 : 1
    const largest = isTime ? TIMER_MAX_MS : Number.MAX_SAFE_INTEGER
    requireOption(
      Number.isSafeInteger(value) && value >= smallest && value <= largest,
      `limits.${name} must be a whole number${isTime ? ' of milliseconds' : ''} from ${smallest} to ${largest}; leave it out for ${defaultHttpLimits[name as keyof HttpLimits]}`,
    )
  }
  return limits
}
