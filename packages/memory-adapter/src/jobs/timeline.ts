import {
  challengeTimedOut,
  invalidCredentials,
  retriesExhausted,
  retryQueued,
  type StepError,
  serviceUnavailable,
} from '../errors/step-error.ts'
import type { JobRecord, TakenAnswer } from '../world/job-record.ts'
import type { StepChange, StepOutcome, StepStatus, StepTitle } from '../world/job-step.ts'
import type { BankLogin, FailingStep } from '../world/logins.ts'
import type { Setup } from '../world/setup.ts'
import { overriddenChanges, scriptedFailure, setupForJob } from './apply-overrides.ts'

/**
 * All past and future step changes of a job, given its answers so far; in order, in job time. Pure.
 *
 * @source Basiq API v2.1, "Retrieve a job": a failed step ends the job, later steps stay pending
 */
export const changesOf = (setup: Setup, job: JobRecord): readonly StepChange[] =>
  job.overrides === null
    ? plainChanges(setup, job)
    : (job.overrides.settled ?? overriddenChanges(job.overrides, plainChanges(setupForJob(setup, job), job)))

const plainChanges = (setup: Setup, job: JobRecord): readonly StepChange[] => {
  const failure =
    job.login === null
      ? { step: 'verify-credentials' as const, ...invalidCredentials }
      : (scriptedFailure(job.overrides) ?? setup.logins[job.login]?.failure ?? null)
  const { accountsMs, transactionsMs, statementsMs } = job.durations
  const stages: readonly ((at: number) => Stage)[] = [
    (at) => verification(setup, job, failureAt(failure, 'verify-credentials'), at),
    (at) => challengeStage(setup, job, at),
    (at) => retrieval('retrieve-accounts', accountsMs, failureAt(failure, 'retrieve-accounts'), at),
    (at) => retrieval('retrieve-transactions', transactionsMs, failureAt(failure, 'retrieve-transactions'), at),
    (at) =>
      job.hasStatements ? retrieval('retrieve-statements', statementsMs, null, at) : { changes: [], endsAt: at },
  ]
  return stages.reduce<Stage>(
    ({ changes, endsAt }, stage) => {
      if (endsAt === null) return { changes, endsAt }
      const next = stage(endsAt)
      return { changes: [...changes, ...next.changes], endsAt: next.endsAt }
    },
    { changes: [], endsAt: job.startsAt },
  ).changes
}

const failureAt = (failure: BankLogin['failure'], step: FailingStep): StepError | null =>
  failure?.step === step ? { code: failure.code, title: failure.title, detail: failure.detail } : null

/** Two hours. @source Basiq API v2.1, "Create a connection" */
const RETRY_EVERY_MS = 7_200_000

/** Every two hours for seven days. @source Basiq API v2.1, "Create a connection" */
const RETRIES_MAX = 84

/** Changes of a part of a job, and when the next part starts; null: never. */
interface Stage {
  readonly changes: readonly StepChange[]
  readonly endsAt: number | null
}

const change = (at: number, title: StepTitle, status: StepStatus, outcome: StepOutcome = 'nothing'): StepChange => ({
  at,
  title,
  status,
  outcome,
})

const isOut = ({ outages }: Setup, institutionId: string, at: number): boolean =>
  outages.some((outage) => outage.institutionId === institutionId && outage.from <= at && at < outage.until)

/** The login, at once or when the institution is available again. @source Basiq API v2.1, "Create a connection" */
const verification = (setup: Setup, job: JobRecord, problem: StepError | null, at: number): Stage => {
  if (!isOut(setup, job.institutionId, at)) return login(job, problem, at)
  if (job.intent === 'refresh') return login(job, serviceUnavailable, at)
  const queued = change(at, 'verify-credentials', 'pending', retryQueued)
  for (let retry = 1; retry <= RETRIES_MAX; retry++) {
    const retryAt = at + retry * RETRY_EVERY_MS
    if (isOut(setup, job.institutionId, retryAt)) continue
    const { changes, endsAt } = login(job, problem, retryAt)
    return { changes: [queued, ...changes], endsAt }
  }
  const gaveUpAt = at + RETRIES_MAX * RETRY_EVERY_MS
  return { changes: [queued, change(gaveUpAt, 'verify-credentials', 'failed', retriesExhausted)], endsAt: null }
}

const login = ({ durations }: JobRecord, problem: StepError | null, at: number): Stage => {
  const begun = change(at + durations.queuedMs, 'verify-credentials', 'in-progress')
  return ended('verify-credentials', begun, problem, at + durations.verifyMs)
}

/** Retrieval of accounts, transactions or statements. */
const retrieval = (title: StepTitle, ms: number, problem: StepError | null, at: number): Stage =>
  ended(title, change(at, title, 'in-progress'), problem, at + ms)

const ended = (title: StepTitle, begun: StepChange, problem: StepError | null, at: number): Stage =>
  problem === null
    ? { changes: [begun, change(at, title, 'success', 'link')], endsAt: at }
    : { changes: [begun, change(at, title, 'failed', problem)], endsAt: null }

/** The challenge, if the institution has one. @source Basiq API v2.1, "Retrieve a job" */
const challengeStage = (setup: Setup, job: JobRecord, at: number): Stage => {
  if (job.challenge === 'absent') return { changes: [], endsAt: at }
  const metAt = at + job.durations.challengeMs
  if (job.challenge === 'skips') return { changes: [change(metAt, 'mfa-challenge', 'skipped')], endsAt: metAt }
  return rounds(setup, job.answers, metAt, 1)
}

/** A challenge that opens, is answered or expires, and may reopen. */
const rounds = (setup: Setup, [answer, ...later]: readonly TakenAnswer[], at: number, round: number): Stage => {
  const { expiryMs, expiredChallenge, wrongAnswer, roundsMax, answeredResult } = setup.undocumented
  const opened = change(at, 'mfa-challenge', 'in-progress', 'challenge')
  if (answer === undefined) {
    const outcome = expiredChallenge === 'times-out' ? challengeTimedOut : 'nothing'
    const expired = expiredChallenge === 'stays' ? [] : [change(at + expiryMs, 'mfa-challenge', 'failed', outcome)]
    return { changes: [opened, ...expired], endsAt: null }
  }
  const taken = change(answer.at, 'mfa-challenge', 'in-progress')
  const checkedAt = answer.at + answer.checkMs
  if (answer.right) {
    const passed = change(checkedAt, 'mfa-challenge', 'success', answeredResult === 'null' ? 'nothing' : 'challenge')
    return { changes: [opened, taken, passed], endsAt: checkedAt }
  }
  if (wrongAnswer !== 'asks-again' || round >= roundsMax) {
    return { changes: [opened, taken, change(checkedAt, 'mfa-challenge', 'failed')], endsAt: null }
  }
  const next = rounds(setup, later, checkedAt, round + 1)
  return { changes: [opened, taken, ...next.changes], endsAt: next.endsAt }
}
