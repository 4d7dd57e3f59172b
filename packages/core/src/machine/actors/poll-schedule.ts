import type { AverageStepDurations } from '../../codec/institution.ts'
import type { MfaExpectation } from '../../domain/authorization.ts'
import type { JobStage } from '../../domain/job-stage.ts'

/** What is known of a job so far. Times are in milliseconds since the Unix epoch. */
export interface PollState {
  readonly stage: JobStage['_tag']
  /** Estimated start of the stage: halfway between the last poll before it and the first poll that shows it. */
  readonly stageSince: number
  /** The last poll; the start of the watch if there was none. */
  readonly polledAt: number
  /** The poll that showed the last change; the start of the watch if there was none. */
  readonly changedAt: number
  /** Number of polls that failed since the last successful one. */
  readonly failures: number
}

/** What is known about the job's institution. */
export interface PollContext {
  readonly averages: AverageStepDurations | null
  readonly mfa: MfaExpectation
}

/** A delay from the start of a stage to its first poll, then a gap between polls; both in milliseconds. */
interface Plan {
  readonly firstMs: number
  readonly gapMs: number
  /** Age at which a stage counts as late, in milliseconds. */
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
 * Longest gap when a stage takes far longer than its average, in milliseconds.
 *
 * @internal
 */
export const LATE_GAP_MAX_MS = 30_000
/** Longest delay before the first poll of a stage, in milliseconds. */
const FIRST_MAX_MS = 30_000
/** Longest plausible average, in milliseconds. */
const MEAN_MAX_MS = 600_000
/**
 * Gap while the user is asked, in milliseconds: a poll can only show an expiry, or an answer given elsewhere.
 *
 * @internal
 */
export const CHALLENGED_GAP_MS = 20_000
/**
 * Gap while the server queues the job and retries every two hours, in milliseconds.
 *
 * @internal
 */
export const PARKED_GAP_MS = 600_000
/**
 * Longest gap after failed polls, in milliseconds.
 *
 * @internal
 */
export const FAILED_GAP_MAX_MS = 60_000

/**
 * Average durations for an institution that publishes none, in milliseconds: a lognormal job of 3 to 30 s has a mean of
 * 12.1 s; the shares of the steps are an assumption.
 *
 * @source Basiq API v2.1, "Create a connection": 3 to 30 seconds
 */
const PRIOR_MEANS = { verifyCredentials: 4_200, retrieveAccounts: 2_400, retrieveTransactions: 5_400 } as const

/** The 10th percentile of a lognormal duration with a sigma of 0.6, as a fraction of its mean. */
const P10_OF_MEAN = 0.39

/** A stage is late after this many times its average. */
const LATE_OF_MEAN = 4

const clamp = (ms: number, min: number, max: number): number => Math.min(max, Math.max(min, ms))

const planFor = (meanMs: number, gapOfMean: number): Plan => ({
  firstMs: Math.round(Math.min(FIRST_MAX_MS, meanMs * P10_OF_MEAN)),
  gapMs: Math.round(clamp(meanMs * gapOfMean, GAP_MIN_MS, GAP_MAX_MS)),
  lateMs: meanMs * LATE_OF_MEAN,
})

/** A usable average: published ones are not always plausible. */
const meanOr = (mean: number | null | undefined, prior: number): number =>
  mean !== null && mean !== undefined && mean > 0 && mean <= MEAN_MAX_MS ? mean : prior

/**
 * Gaps are widest where a poll can only show that the next step has begun, and narrowest where it can show that the job
 * is done or that the user is asked: only then is somebody waiting.
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

/** The state at the start of a watch. */
export const initialPollState = (at: number): PollState => ({
  stage: 'Verifying',
  stageSince: at,
  polledAt: at,
  changedAt: at,
  failures: 0,
})

/** The state after a successful poll. Earlier times are capped at `at`, in case the clock was set back. */
export const afterPoll = (seen: PollState, stage: JobStage['_tag'], changed: boolean, at: number): PollState => ({
  stage,
  stageSince: Math.min(at, stage === seen.stage ? seen.stageSince : Math.round((seen.polledAt + at) / 2)),
  polledAt: at,
  changedAt: changed ? at : Math.min(at, seen.changedAt),
  failures: 0,
})

/** The state after a failed poll. */
export const afterFailure = (seen: PollState, at: number): PollState => ({
  ...seen,
  polledAt: at,
  failures: seen.failures + 1,
})

/** The shortest gap after this many consecutive failed polls, in milliseconds; 0 after none. */
export const gapAfterFailures = (failures: number): number =>
  failures === 0 ? 0 : Math.min(FAILED_GAP_MAX_MS, 1_000 * 2 ** (failures - 1))

/**
 * When to poll next, in milliseconds since the Unix epoch. Pure.
 *
 * The best schedule without further information waits until about the 10th percentile and then keeps a constant gap;
 * gaps that grow from the start cost more delay for the same number of polls. So each stage is scheduled by its own
 * average, and gaps grow only when a stage is late or polls fail.
 */
export const nextPollAt = (seen: PollState, pace: PollContext): number => {
  const { firstMs, gapMs, lateMs } = planOf(seen.stage, pace)
  const age = seen.polledAt - seen.stageSince
  const gap = age > lateMs ? Math.max(gapMs, Math.min(LATE_GAP_MAX_MS, Math.round(age * 0.1))) : gapMs
  if (seen.failures > 0) return seen.polledAt + Math.max(gap, gapAfterFailures(seen.failures))
  return Math.max(seen.stageSince + firstMs, seen.polledAt + gap)
}
