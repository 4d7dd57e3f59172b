import { draw, drawNormal } from './hash.ts'

/**
 * How long jobs take. The total is lognormal, with part of the variance between institutions, and is split over the
 * steps.
 */
export interface DurationModel {
  /** Median duration of a job over all institutions, in milliseconds. */
  readonly medianMs: number
  /** Standard deviation of the logarithm of a job's duration, over all institutions. */
  readonly logSd: number
  /** Share of the variance of the logarithm that is between institutions, 0 to 1. */
  readonly betweenShare: number
  /** Shares of verify-credentials, retrieve-accounts and retrieve-transactions; only their proportions matter. */
  readonly shares: readonly [verify: number, accounts: number, transactions: number]
  /** Standard deviation of the logarithm of each step's share. */
  readonly shareLogSd: number
  /** Mean time from the success of verify-credentials until the challenge opens or is skipped, in milliseconds. */
  readonly challengeMeanMs: number
  /** Mean time to check an answer, in milliseconds. */
  readonly checkMeanMs: number
}

/** Durations of one job, in whole milliseconds. */
export interface JobDurations {
  /** Part of `verifyMs` before the step is in progress. */
  readonly queuedMs: number
  readonly verifyMs: number
  readonly challengeMs: number
  readonly accountsMs: number
  readonly transactionsMs: number
  readonly statementsMs: number
}

/**
 * Mean durations that an institution publishes, per step and in total, in whole milliseconds.
 *
 * @source Basiq API v2.1, Institutions: `stats.averageDurationMs`
 */
export interface AverageDurations {
  readonly verifyCredentials: number
  readonly retrieveAccounts: number
  readonly retrieveTransactions: number
  readonly retrieveMeta: number
  readonly total: number
}

/** An institution, as the duration model sees it. */
export interface DurationPlace {
  readonly id: string
  /** Mean duration of its jobs, in milliseconds. Drawn when absent. */
  readonly meanMs?: number
}

/**
 * 90% of jobs take 3 s to 30 s.
 *
 * @source Basiq API v2.1, "Create a connection": 3 to 30 s. Distribution, shares and spread are our assumptions.
 */
export const defaultDurations: DurationModel = {
  medianMs: 9_488,
  logSd: 0.7,
  betweenShare: 0.4,
  shares: [0.35, 0.2, 0.45],
  shareLogSd: 0.15,
  challengeMeanMs: 400,
  checkMeanMs: 1_500,
}

/** Mean duration of the institution's jobs without a challenge, in milliseconds. Pure. */
const meanDurationMs = (model: DurationModel, seed: number, { id, meanMs }: DurationPlace): number => {
  if (meanMs !== undefined) return meanMs
  const z = drawNormal(seed, 'slowness', id)
  return model.medianMs * Math.exp(z * model.logSd * Math.sqrt(model.betweenShare) + withinVariance(model) / 2)
}

/** The means that the institution publishes. `retrieveMeta` runs in parallel and is not part of the total. */
export const averageDurations = (model: DurationModel, seed: number, place: DurationPlace): AverageDurations => {
  const total = meanDurationMs(model, seed, place)
  const [verify, accounts, transactions] = model.shares
  const sum = verify + accounts + transactions
  return {
    verifyCredentials: Math.round((total * verify) / sum),
    retrieveAccounts: Math.round((total * accounts) / sum),
    retrieveTransactions: Math.round((total * transactions) / sum),
    retrieveMeta: Math.round(total * 0.05),
    total: Math.round(total),
  }
}

/** Draws the durations of one job. Pure: the same seed, institution and job yield the same durations. */
export const drawDurations = (model: DurationModel, seed: number, place: DurationPlace, job: number): JobDurations => {
  const variance = withinVariance(model)
  const whole =
    meanDurationMs(model, seed, place) * Math.exp(drawNormal(seed, 'job', job) * Math.sqrt(variance) - variance / 2)
  const parts = model.shares.map((share, i) => share * Math.exp(drawNormal(seed, 'part', job, i) * model.shareLogSd))
  const sum = parts.reduce((total, part) => total + part, 0)
  const [verifyMs, accountsMs, transactionsMs] = parts.map((part) => Math.max(1, Math.round((whole * part) / sum)))
  return {
    queuedMs: Math.min(300, Math.floor((verifyMs ?? 1) / 10)),
    verifyMs: verifyMs ?? 1,
    challengeMs: drawAround(model.challengeMeanMs, seed, 'challenge', job),
    accountsMs: accountsMs ?? 1,
    transactionsMs: transactionsMs ?? 1,
    statementsMs: drawAround((accountsMs ?? 1) / 2, seed, 'statements', job),
  }
}

/** Draws the time to check the answer of one round, in whole milliseconds. Pure. */
export const drawCheckMs = (model: DurationModel, seed: number, job: number, round: number): number =>
  drawAround(model.checkMeanMs, seed, 'check', job, round)

/** Uniform between 0.5 and 1.5 times the mean. */
const drawAround = (meanMs: number, seed: number, ...keys: readonly (string | number)[]): number =>
  Math.max(1, Math.round(meanMs * (0.5 + draw(seed, ...keys))))

const withinVariance = ({ logSd, betweenShare }: DurationModel): number => logSd * logSd * (1 - betweenShare)
