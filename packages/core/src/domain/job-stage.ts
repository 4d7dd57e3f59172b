import type { Job, JobStep, StepChallenge, StepProblem, StepTitle } from '../codec/job.ts'

/** Where a job is, computed from its steps. */
export type JobStage =
  | { readonly _tag: 'Verifying' }
  | { readonly _tag: 'Challenged'; readonly challenge: StepChallenge }
  | { readonly _tag: 'VerifyingAnswer' }
  | { readonly _tag: 'RetrievingAccounts' }
  | { readonly _tag: 'RetrievingTransactions' }
  | { readonly _tag: 'Parked'; readonly problem: StepProblem }
  | { readonly _tag: 'Done' }
  | { readonly _tag: 'Failed'; readonly step: StepTitle; readonly problem: StepProblem | null }

/** Whether a step has succeeded or was skipped; false for an unknown status. */
export const isFinished = ({ status }: Pick<JobStep, 'status'>): boolean => status === 'success' || status === 'skipped'

/**
 * Computes the stage of a job from the titles and statuses of its steps, never from their positions. Pure.
 *
 * Any failed step decides, because the server leaves the steps after it pending forever. The job is done when
 * `verify-credentials` is among its steps and every step, including those with unknown titles, is `success` or
 * `skipped`.
 *
 * @source Basiq API v2.1, "Retrieve a job": the two meanings of `mfa-challenge` `in-progress` are distinguished by its
 * result only; `verify-credentials` `pending` with a result is queued by the server, which retries for up to 7 days
 */
export const stageOf = ({ steps }: Pick<Job, 'steps'>): JobStage => {
  const failed = steps.find(({ status }) => status === 'failed')
  if (failed !== undefined) return { _tag: 'Failed', step: failed.title, problem: problemOf(failed) }
  const challenge = steps.map(challengeOf).find((found) => found !== null)
  if (challenge !== undefined) return { _tag: 'Challenged', challenge }
  return unfinishedStage(steps)
}

const problemOf = ({ result }: JobStep): StepProblem | null => (result?._tag === 'Problem' ? result : null)

const challengeOf = ({ status, result }: JobStep): StepChallenge | null =>
  status === 'in-progress' && result?._tag === 'Challenge' ? result : null

const unfinishedStage = (steps: readonly JobStep[]): JobStage => {
  const unfinished = (title: StepTitle): JobStep | undefined =>
    steps.find((step) => step.title === title && !isFinished(step))
  const verify = unfinished('verify-credentials')
  const problem = verify?.status === 'pending' ? problemOf(verify) : null
  if (problem !== null) return { _tag: 'Parked', problem }
  if (verify !== undefined || !steps.some(({ title }) => title === 'verify-credentials')) return { _tag: 'Verifying' }
  const mfa = unfinished('mfa-challenge')
  if (mfa !== undefined) return { _tag: mfa.status === 'in-progress' ? 'VerifyingAnswer' : 'Verifying' }
  if (unfinished('retrieve-accounts') !== undefined) return { _tag: 'RetrievingAccounts' }
  return { _tag: steps.every(isFinished) ? 'Done' : 'RetrievingTransactions' }
}

/** The rank of a stage: a job only moves to higher ranks. */
export const rankOf = (stage: JobStage['_tag']): number => {
  switch (stage) {
    case 'Verifying':
    case 'Parked':
      return 0
    case 'Challenged':
    case 'VerifyingAnswer':
      return 1
    case 'RetrievingAccounts':
      return 2
    case 'RetrievingTransactions':
      return 3
    case 'Done':
    case 'Failed':
      return 4
  }
}
