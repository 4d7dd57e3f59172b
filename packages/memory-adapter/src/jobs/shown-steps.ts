import { jobTimeAt, REGRESS_FROM_MS, SHOWN_FOR_MS } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { JobStep, StepOutcome, StepStatus, StepTitle } from '../world/job-step.ts'
import type { Setup } from '../world/setup.ts'
import type { JobView } from './job-view.ts'
import { changesOf } from './timeline.ts'

/** An undocumented step. */
export const UNKNOWN_STEP = 'verify-identity'

/** An undocumented status. */
const UNKNOWN_STATUS = 'awaiting-review'

/** A step as the API returns it. */
export interface ShownStep {
  readonly title: StepTitle | typeof UNKNOWN_STEP
  readonly status: StepStatus | typeof UNKNOWN_STATUS
  readonly outcome: StepOutcome
}

/** The steps as the API returns them. A script can distort them without affecting the job. Pure. */
export const shownSteps = (setup: Setup, job: JobRecord, view: JobView, now: number): readonly ShownStep[] => {
  const { steps } = view
  const script = job.overrides?.script
  switch (script?.does) {
    case 'reverses-steps':
      return steps.toReversed()
    case 'hides-source':
      return steps.map((step) => (step.title === 'verify-credentials' ? withoutLink(step) : step))
    case 'shows-unknown-status':
      return isWithin(setup, job, view, now, script.at, 0)
        ? steps.map((step) => (step.title === script.at ? { ...step, status: UNKNOWN_STATUS } : step))
        : steps
    case 'shows-unknown-step':
      return withUnknownStep(steps, isWithin(setup, job, view, now, 'retrieve-accounts', 0))
    case 'regresses':
      return isWithin(setup, job, view, now, script.at, REGRESS_FROM_MS) ? oneBack(steps, script.at) : steps
    default:
      return steps
  }
}

const withoutLink = (step: JobStep): JobStep => (step.outcome === 'link' ? { ...step, outcome: 'nothing' } : step)

/** Whether the step is in progress, and started between `fromMs` and `fromMs` + 5 s ago. */
const isWithin = (
  setup: Setup,
  job: JobRecord,
  { steps }: JobView,
  now: number,
  at: StepTitle,
  fromMs: number,
): boolean => {
  const isAtWork = steps.some(({ title, status }) => title === at && status === 'in-progress')
  const begun = changesOf(setup, job).find(({ title, status }) => title === at && status === 'in-progress')
  if (!isAtWork || begun === undefined) return false
  const ms = jobTimeAt(job.overrides, now) - begun.at
  return ms >= fromMs && ms < fromMs + SHOWN_FOR_MS
}

const oneBack = (steps: readonly JobStep[], at: StepTitle): readonly ShownStep[] => {
  const place = steps.findIndex(({ title }) => title === at)
  return steps.map((step, i) => {
    if (i === place) return { ...step, status: 'pending', outcome: 'nothing' }
    return i === place - 1 ? { ...step, status: 'in-progress', outcome: 'nothing' } : step
  })
}

const withUnknownStep = (steps: readonly JobStep[], isAtWork: boolean): readonly ShownStep[] =>
  steps.flatMap((step): readonly ShownStep[] => {
    if (step.title !== 'retrieve-accounts') return [step]
    const status = isAtWork ? 'in-progress' : step.status === 'pending' ? 'pending' : 'success'
    const unknown: ShownStep = { title: UNKNOWN_STEP, status, outcome: 'nothing' }
    return [unknown, isAtWork ? { ...step, status: 'pending' } : step]
  })
