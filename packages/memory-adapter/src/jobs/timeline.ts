import { invalidCredentials, type StepError } from '../errors/step-error.ts'
import type { JobRecord, StepChange } from '../world/job-record.ts'
import type { BankLogin, FailingStep } from '../world/logins.ts'
import type { Setup } from '../world/setup.ts'
import { overriddenChanges, scriptedFailure, setupForJob } from './apply-overrides.ts'
import { challengeStage, retrieval, type Stage, verification } from './stages.ts'

/**
 * Everything that happens to a job, past and to come, as far as its answers decide it; in the order of time, which is the
 * job's own. Pure.
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
