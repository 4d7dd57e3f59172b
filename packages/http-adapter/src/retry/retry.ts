import type { PortError } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { defined, demandKnown, requireOption } from '../options/require-option.ts'

/** How safe requests are repeated. */
export interface RetryPolicy {
  /** How often one request is sent at most. 3 */
  readonly attemptsMax: number
  /** Longest wait before the second attempt, in milliseconds; it doubles for each further one. 250 */
  readonly backoffMs: number
  /** Longest wait of all, in milliseconds. 5,000 */
  readonly backoffMaxMs: number
  /** How many repetitions all calls together may have at once, before successes have paid for more. 50 */
  readonly budgetMax: number
  /** How much of a repetition one success pays for: in the long run, the share by which load may grow. 0.1 */
  readonly budgetPerSuccess: number
}

/** The policy of an adapter that names none. */
export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 3,
  backoffMs: 250,
  backoffMaxMs: 5_000,
  budgetMax: 50,
  budgetPerSuccess: 0.1,
}

/**
 * The policy with defaults filled in.
 *
 * @throws Error that names the option and the remedy
 */
export const retryPolicyOf = (given: Partial<RetryPolicy>): RetryPolicy => {
  demandKnown('retry', given, defaultRetryPolicy)
  const policy = { ...defaultRetryPolicy, ...defined(given) }
  requireOption(
    Number.isSafeInteger(policy.attemptsMax) && policy.attemptsMax >= 1,
    'retry.attemptsMax must be a whole number, 1 or more: 1 repeats nothing',
  )
  for (const name of ['backoffMs', 'backoffMaxMs', 'budgetMax', 'budgetPerSuccess'] as const)
    requireOption(
      Number.isFinite(policy[name]) && policy[name] >= 0,
      `retry.${name} must be a number, 0 or more; leave it out for ${defaultRetryPolicy[name]}`,
    )
  return policy
}

/** What became of one attempt, as far as a repetition depends on it. */
export type Verdict = E.Either<PortError, { readonly status: number }>

/** Whether the same request may fare better. Says nothing of whether it is safe. */
export const isTransient = (verdict: Verdict): boolean =>
  E.isLeft(verdict) ? isTransientFailure(verdict.left) : [408, 429, 500, 502, 503, 504].includes(verdict.right.status)

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

/** Beyond this a wait is longer than any bound; without an end, nothing times infinity would be no number. */
const DOUBLINGS_MAX = 60

/**
 * How long to wait before the next attempt, in whole milliseconds: anything up to a bound that doubles (full jitter), and
 * never less than the server asked for.
 *
 * @param attempt - how many were made, 1 or more
 * @param chance - from 0 to 1
 */
export const waitMs = (policy: RetryPolicy, attempt: number, chance: number, retryAfter: number | null): number =>
  Math.ceil(retryAfter ?? 0) +
  Math.floor(chance * Math.min(policy.backoffMaxMs, policy.backoffMs * 2 ** Math.min(attempt - 1, DOUBLINGS_MAX)))

/** What all calls of an adapter may spend on repetitions: when the server is down for all, they do not multiply. */
export interface RetryBudget {
  /** Takes one repetition; false when there is none left. */
  readonly take: () => boolean
  /** Pays in for one success. */
  readonly pay: () => void
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
    pay: () => {
      left = Math.min(budgetMax, left + budgetPerSuccess)
    },
  }
}
