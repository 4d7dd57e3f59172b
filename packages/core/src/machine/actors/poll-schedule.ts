import type { AverageStepDurations } from '../../codec/institution.ts'
import type { MfaExpectation } from '../../domain/authorization.ts'
import type { JobStage } from '../../domain/job-stage.ts'

/** What has been seen of a job so far. Times are in milliseconds since the Unix epoch. */
export interface PollState {
  readonly stage: JobStage['_tag']
  /** When the stage is thought to have begun: halfway between the last look before it and the first look at it. */
  readonly stageSince: number
  /** The last look; the start of the watch when there was none. */
  readonly polledAt: number
  /** When the last change was seen; the start of the watch when there was none. */
  readonly changedAt: number
  /** How many looks have failed since the last that did not. */
  readonly failures: number
}

/** What is known of the job's institution. */
export interface PollContext {
  readonly averages: AverageStepDurations | null
  readonly mfa: MfaExpectation
}

/** A wait from the start of a stage to the first look, then a gap from look to look; both in milliseconds. */
interface Plan {
  readonly firstMs: number
  readonly gapMs: number
  /** Age of the stage from which on it takes longer than it ever should, in milliseconds. */
  readonly lateMs: number
}

/**
 * Shortest gap while the bank works, in milliseconds.
 *
 * @internal
 */
export const GAP_MIN_MS = 500
/**
 * Longest gap while the bank works, in milliseconds.
 *
 * @internal
 */
export const GAP_MAX_MS = 5_000
/**
 * Longest gap when a stage takes far longer than its mean, in milliseconds.
 *
 * @internal
 */
export const LATE_GAP_MAX_MS = 30_000
/** Longest wait for the first look at a stage, in milliseconds. */
const FIRST_MAX_MS = 30_000
/** Longest mean that is believed, in milliseconds. */
const MEAN_MAX_MS = 600_000
/**
 * Gap while the user is asked, in milliseconds: only an expiry, or an answer given elsewhere, can be seen.
 *
 * @internal
 */
export const CHALLENGED_GAP_MS = 20_000
/**
 * Gap while the server queues the job and tries again every two hours, in milliseconds.
 *
 * @internal
 */
export const PARKED_GAP_MS = 600_000
/**
 * Longest gap after looks that failed, in milliseconds.
 *
 * @internal
 */
export const FAILED_GAP_MAX_MS = 60_000

/**
 * Durations for an institution that publishes none, in milliseconds: a job of 3 to 30 s whose logarithm is normal has a
 * mean of 12.1 s; the shares of the steps are an assumption.
 *
 * @source Basiq API v2.1, "Create a connection": 3 to 30 seconds
 */
const PRIOR_MEANS = { verifyCredentials: 4_200, retrieveAccounts: 2_400, retrieveTransactions: 5_400 } as const

/** The 10th percentile of a lognormal duration with a sigma of 0.6, as a part of its mean. */
const P10_OF_MEAN = 0.39

/** A stage is late when it has taken this many times its mean. */
const LATE_OF_MEAN = 4

const clamp = (ms: number, min: number, max: number): number => Math.min(max, Math.max(min, ms))

const planFor = (meanMs: number, gapOfMean: number): Plan => ({
  firstMs: Math.round(Math.min(FIRST_MAX_MS, meanMs * P10_OF_MEAN)),
  gapMs: Math.round(clamp(meanMs * gapOfMean, GAP_MIN_MS, GAP_MAX_MS)),
  lateMs: meanMs * LATE_OF_MEAN,
})

/** A mean that can be waited by: what is published is not always one. */
const meanOr = (mean: number | null | undefined, prior: number): number =>
  mean !== null && mean !== undefined && mean > 0 && mean <= MEAN_MAX_MS ? mean : prior

/**
 * Gaps are widest where a look can only show that the next step has begun, and narrowest where it can show that the job
 * is done, or that the user is asked: only there does somebody wait for it.
 */
const planOf = (stage: JobStage['_tag'], { averages, mfa }: PollContext): Plan => {
  switch (stage) {
    case 'Verifying':
      return planFor(meanOr(averages?.verifyCredentials, PRIOR_MEANS.verifyCredentials), mfa === 'never' ? 0.36 : 0.13)
    case 'VerifyingAnswer':
      return { firstMs: 1_000, gapMs: 1_000, lateMs: 30_000 }
    case 'RetrievingAccounts':
      return planFor(meanOr(averages?.retrieveAccounts, PRIOR_MEANS.retrieveAccounts), 0.83)
    case 'RetrievingTransactions':
    case 'Done':
    case 'Failed':
      return planFor(meanOr(averages?.retrieveTransactions, PRIOR_MEANS.retrieveTransactions), 0.12)
    case 'Challenged':
      return { firstMs: CHALLENGED_GAP_MS, gapMs: CHALLENGED_GAP_MS, lateMs: Number.POSITIVE_INFINITY }
    case 'Parked':
      return { firstMs: PARKED_GAP_MS, gapMs: PARKED_GAP_MS, lateMs: Number.POSITIVE_INFINITY }
  }
}

/** What is known of a job at the start of a watch. */
export const initialPollState = (at: number): PollState => ({
  stage: 'Verifying',
  stageSince: at,
  polledAt: at,
  changedAt: at,
  failures: 0,
})

/** Takes in a look that succeeded. What was seen later than it was seen before the clock was set back. */
export const afterPoll = (seen: PollState, stage: JobStage['_tag'], changed: boolean, at: number): PollState => ({
  stage,
  stageSince: Math.min(at, stage === seen.stage ? seen.stageSince : Math.round((seen.polledAt + at) / 2)),
  polledAt: at,
  changedAt: changed ? at : Math.min(at, seen.changedAt),
  failures: 0,
})

/** Takes in a look that failed. */
export const afterFailure = (seen: PollState, at: number): PollState => ({
  ...seen,
  polledAt: at,
  failures: seen.failures + 1,
})

/** The least gap after so many looks that failed in a row, in milliseconds; 0 after none. */
export const gapAfterFailures = (failures: number): number =>
  failures === 0 ? 0 : Math.min(FAILED_GAP_MAX_MS, 1_000 * 2 ** (failures - 1))

/**
 * When to look next, in milliseconds since the Unix epoch. Pure.
 *
 * The best schedule that looks without knowing waits for about the 10th percentile and then keeps a constant gap; gaps
 * that grow from the start cost both more delay and no fewer looks. So each stage is waited for by its own mean, and
 * gaps grow only when a stage is late beyond what its mean explains, or when looks fail.
 */
export const nextPollAt = (seen: PollState, pace: PollContext): number => {
  const { firstMs, gapMs, lateMs } = planOf(seen.stage, pace)
  const age = seen.polledAt - seen.stageSince
  const gap = age > lateMs ? Math.max(gapMs, Math.min(LATE_GAP_MAX_MS, Math.round(age * 0.1))) : gapMs
  if (seen.failures > 0) return seen.polledAt + Math.max(gap, gapAfterFailures(seen.failures))
  return Math.max(seen.stageSince + firstMs, seen.polledAt + gap)
}
