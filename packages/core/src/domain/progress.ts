import type { AverageStepDurations } from '../codec/institution.ts'
import { type Job, type JobStep, type StepStatus, StepTitle } from '../codec/job.ts'
import { isKnown } from '../codec/open.ts'
import { isFinished } from './job-stage.ts'

/** One step of a job, for display. */
export interface StepProgress {
  readonly title: StepTitle
  readonly status: StepStatus
  /** Estimated start of this status, in ms since the Unix epoch: halfway between the polls around it. */
  readonly since: number
}

/**
 * Most steps kept of one job: the server sends three to five.
 *
 * @internal
 */
export const STEPS_MAX = 20

/**
 * Merges a polled job into the displayed steps. A step that has begun or finished stays so, so progress never runs
 * backward; a finished step stays even if the job omits it.
 *
 * @param at - estimated time of the changes, in milliseconds since the Unix epoch
 */
export const advanceSteps = (
  shown: readonly StepProgress[],
  { steps }: Pick<Job, 'steps'>,
  at: number,
): readonly StepProgress[] => {
  const merged = steps.slice(0, STEPS_MAX).map((step) => {
    const before = shown.find(({ title }) => title === step.title)
    return before !== undefined && keeps(before, step) ? before : { title: step.title, status: step.status, since: at }
  })
  for (const [i, step] of shown.entries()) if (isMissed(step, steps)) merged.splice(i, 0, step)
  return merged
}

/** Whether a finished step is omitted. A step with an unknown title may have been another under a wrong name. */
const isMissed = (step: StepProgress, steps: Job['steps']): boolean =>
  isFinished(step) && isKnown(StepTitle, step.title) && !steps.some(({ title }) => title === step.title)

/** Whether a step is displayed as before: nothing is new, or it went back. A step that is queued again has a reason. */
const keeps = (before: StepProgress, { status, result }: JobStep): boolean =>
  before.status === status ||
  (isFinished(before) && status !== 'failed') ||
  (before.status === 'in-progress' && status === 'pending' && result?._tag !== 'Problem')

/** The step in progress or failed: the first unfinished one; `null` if there is none. */
export const currentStep = (steps: readonly StepProgress[]): StepProgress | null =>
  steps.find((step) => !isFinished(step)) ?? null

const meanOf = (title: StepTitle, means: AverageStepDurations): number | null => {
  switch (title) {
    case 'verify-credentials':
      return means.verifyCredentials
    case 'retrieve-accounts':
      return means.retrieveAccounts
    case 'retrieve-transactions':
      return means.retrieveTransactions
    default:
      return 0
  }
}

/**
 * When the job is expected to end, in milliseconds since the Unix epoch: the estimated time of the last change plus the
 * average of each remaining step; `null` if the institution publishes no averages for them.
 */
export const expectedEnd = (steps: readonly StepProgress[], means: AverageStepDurations | null): number | null => {
  const current = currentStep(steps)
  if (current === null || means === null) return null
  let end = Math.max(...steps.filter((step) => step === current || isFinished(step)).map(({ since }) => since))
  for (const step of steps) {
    const mean = isFinished(step) ? 0 : meanOf(step.title, means)
    if (mean === null) return null
    end += mean
  }
  return end
}
