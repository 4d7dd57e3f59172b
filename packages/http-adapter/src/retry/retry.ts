import type { PortError } from '@bank-connection/core'
import { requireOption } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { withDefaults } from '../options/with-defaults.ts'

/** How safe requests are retried. */
export interface RetryPolicy {
  /** Most attempts per request, the first included. Default: 3 */
  readonly attemptsMax: number
  /** Longest wait before the second attempt, in milliseconds; doubles with each further attempt. Default: 250 */
  readonly backoffMs: number
  /** Upper bound of that wait, in milliseconds. Default: 5,000 */
  readonly backoffMaxMs: number
  /** Size of the retry budget that all calls share. Default: 50 retries */
  readonly budgetMax: number
  /** Retries that a success adds to the budget: in the long run, the share of extra load. Default: 0.1 */
  readonly budgetPerSuccess: number
}

/** The default policy. */
export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 3,
  backoffMs: 250,
  backoffMaxMs: 5_000,
  budgetMax: 50,
  budgetPerSuccess: 0.1,
}

/**
 * Fills in the defaults.
 *
 * @throws Error if an option is invalid
 */
export const resolveRetryPolicy = (given: Partial<RetryPolicy>): RetryPolicy => {
  const policy = withDefaults('retry', given, defaultRetryPolicy)
  requireOption(
    Number.isSafeInteger(policy.attemptsMax) && policy.attemptsMax >= 1,
    'retry.attemptsMax must be a whole number, 1 or more; 1 turns retries off',
  )
  for (const name of ['backoffMs', 'backoffMaxMs', 'budgetMax', 'budgetPerSuccess'] as const)
    requireOption(
      Number.isFinite(policy[name]) && policy[name] >= 0,
      `retry.${name} must be a number, 0 or more; omit it for the default, ${defaultRetryPolicy[name]}`,
    )
  return policy
}

/** The outcome of an attempt, as far as a retry depends on it. */
export type AttemptOutcome = E.Either<PortError, { readonly status: number }>

/** Whether a retry may succeed. Does not check whether a retry is safe. */
export const isTransient = (outcome: AttemptOutcome): boolean =>
  E.isLeft(outcome) ? isTransientFailure(outcome.left) : [408, 429, 500, 502, 503, 504].includes(outcome.right.status)

const isTransientFailure = (error: PortError): boolean => {
  switch (error._tag) {
    case 'Unreachable':
      return error.reason === 'offline' || error.reason === 'timeout'
    case 'MalformedResponse':
      return error.reason !== 'tooLarge' && error.reason !== 'tooDeep'
    case 'Refused':
    case 'TokenUnavailable':
      return false
  }
}

/** Most doublings: more would overflow to infinity, and 0 × infinity is NaN. */
const DOUBLINGS_MAX = 60

/**
 * Wait before the next attempt, in whole milliseconds: exponential backoff with full jitter, on top of `Retry-After`.
 *
 * @param attempt - number of attempts so far, 1 or more
 * @param chance - random number from 0 to 1
 */
export const waitMs = (policy: RetryPolicy, attempt: number, chance: number, retryAfter: number | null): number =>
  Math.ceil(retryAfter ?? 0) +
  Math.floor(chance * Math.min(policy.backoffMaxMs, policy.backoffMs * 2 ** Math.min(attempt - 1, DOUBLINGS_MAX)))

/** Retry budget shared by all calls of an adapter, so that retries do not multiply the load on a failing server. */
export interface RetryBudget {
  /** Takes one retry; false when the budget is empty. */
  readonly take: () => boolean
  /** Adds the share of one success. */
  readonly refill: () => void
}

/** Creates a full budget. */
export const createRetryBudget = ({ budgetMax, budgetPerSuccess }: RetryPolicy): RetryBudget => {
  let left = budgetMax
  return {
    take: () => {
      if (left < 1) return false
      left -= 1
      return true
    },
    refill: () => {
      left = Math.min(budgetMax, left + budgetPerSuccess)
    },
  }
}
