import type { Job, JobStep, StepChallenge, StepProblem, StepTitle } from '../codec/job.ts'

/** How far a job has come, judged from its steps. */
export type JobStage =
  | { readonly _tag: 'Verifying' }
  | { readonly _tag: 'Challenged'; readonly challenge: StepChallenge }
  | { readonly _tag: 'VerifyingAnswer' }
  | { readonly _tag: 'RetrievingAccounts' }
  | { readonly _tag: 'RetrievingTransactions' }
  | { readonly _tag: 'Parked'; readonly problem: StepProblem }
  | { readonly _tag: 'Done' }
  | { readonly _tag: 'Failed'; readonly step: StepTitle; readonly problem: StepProblem | null }

/** Whether a step is over and well: a status that this version does not know never is. */
export const isFinished = ({ status }: Pick<JobStep, 'status'>): boolean => status === 'success' || status === 'skipped'

/**
 * Judges a job by the titles and statuses of its steps, never by their places. Pure.
 *
 * A failed step decides, whatever stands beside it: the server leaves the steps after it pending for ever. The job is
 * done when `verify-credentials` is among its steps and every one, also of an unknown title, is `success` or `skipped`.
 *
 * @source Basiq API v2.1, "Retrieve a job": the two meanings of `mfa-challenge` `in-progress` are told apart by its
 * result only; `verify-credentials` `pending` with a result is queued by the server, which tries again for up to 7 days
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

/** The order of the stages in which a job only ever moves forward. */
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
