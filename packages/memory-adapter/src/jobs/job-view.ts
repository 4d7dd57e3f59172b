import { bankTimeAt, type JobOverrides, jobTimeAt } from '../world/job-overrides.ts'
import { type JobRecord, stepTitles } from '../world/job-record.ts'
import type { JobStep } from '../world/job-step.ts'
import type { Setup } from '../world/setup.ts'
import { undocumentedForJob } from './apply-overrides.ts'
import { changesOf } from './timeline.ts'

/** State of a job at a time. */
export interface JobView {
  readonly steps: readonly JobStep[]
  /** When a step last changed. */
  readonly updatedAt: number
  readonly state: 'running' | 'succeeded' | 'failed'
  /** When the open challenge expires; null when none is open. */
  readonly expiresAt: number | null
  /** Whether reads do not find it, though it continues. */
  readonly isVanished: boolean
}

/** The state of a job at a time. Pure. */
export const jobAt = (setup: Setup, job: JobRecord, now: number): JobView => {
  const { overrides } = job
  const own = jobTimeAt(overrides, now)
  const past = changesOf(setup, job).filter(({ at }) => at <= own)
  const steps = stepTitles(job).map((title): JobStep => {
    const last = past.findLast((change) => change.title === title)
    return {
      title,
      status: last?.status ?? 'pending',
      outcome: last?.outcome ?? 'nothing',
      changedAt: last === undefined ? null : bankTimeAt(overrides, last.at),
    }
  })
  const open = past.findLast(({ title }) => title === 'mfa-challenge')
  const isOpen = open?.outcome === 'challenge' && open.status === 'in-progress'
  return {
    steps,
    updatedAt: bankTimeAt(overrides, past.at(-1)?.at ?? job.createdAt),
    state: stateOf(steps),
    expiresAt: isOpen
      ? bankTimeAt(overrides, open.at + undocumentedForJob(setup.undocumented, overrides).expiryMs)
      : null,
    isVanished: overrides !== null && hasVanished(overrides, steps),
  }
}

/** Whether the job has not ended, even if it has vanished. A job whose challenge has expired has ended. */
export const isUnfinished = ({ state, expiresAt }: JobView, now: number): boolean =>
  state === 'running' && (expiresAt === null || now < expiresAt)

/** Whether the job has not ended and can be found. */
export const isRunning = (view: JobView, now: number): boolean => !view.isVanished && isUnfinished(view, now)

/** Whether the job can be read: not vanished, and within `UndocumentedBehaviour.jobRetentionMs`. */
export const isReadable = ({ undocumented }: Setup, { state, updatedAt, isVanished }: JobView, now: number): boolean =>
  !isVanished &&
  (state === 'running' || undocumented.jobRetentionMs === null || now <= updatedAt + undocumented.jobRetentionMs)

/** Whether the step has started. */
export const hasBegun = (steps: readonly JobStep[], step: JobStep['title']): boolean =>
  steps.some(({ title, changedAt }) => title === step && changedAt !== null)

const hasVanished = ({ script, vanishedAt }: JobOverrides, steps: readonly JobStep[]): boolean =>
  vanishedAt !== null || (script.does === 'vanishes' && hasBegun(steps, script.at))

const stateOf = (steps: readonly JobStep[]): JobView['state'] => {
  if (steps.some(({ status }) => status === 'failed')) return 'failed'
  return steps.every(({ status }) => status === 'success' || status === 'skipped') ? 'succeeded' : 'running'
}
