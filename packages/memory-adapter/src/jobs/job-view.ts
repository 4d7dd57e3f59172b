import { bankTimeAt, type JobOverrides, jobTimeAt } from '../world/job-overrides.ts'
import { type JobRecord, type JobStep, stepTitles } from '../world/job-record.ts'
import type { Setup } from '../world/setup.ts'
import { undocumentedForJob } from './apply-overrides.ts'
import { changesOf } from './timeline.ts'

/** A job at a time. */
export interface JobView {
  readonly steps: readonly JobStep[]
  /** When a step last changed. */
  readonly updatedAt: number
  readonly state: 'running' | 'succeeded' | 'failed'
  /** When the open challenge expires; null when none is open. */
  readonly expiresAt: number | null
  /** Whether nobody finds it, though it goes on. */
  readonly isVanished: boolean
}

/** A job as it is at a time. Pure. */
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

/** Whether the job goes on, be it found or not. One whose challenge expired does not, whatever its steps show. */
export const isUnfinished = ({ state, expiresAt }: JobView, now: number): boolean =>
  state === 'running' && (expiresAt === null || now < expiresAt)

/** Whether the job is still at work, as far as anybody knows. */
export const isRunning = (view: JobView, now: number): boolean => !view.isVanished && isUnfinished(view, now)

/** Whether the job can be found, and is still kept: see `UndocumentedBehaviour.jobRetentionMs`. */
export const isReadable = ({ undocumented }: Setup, { state, updatedAt, isVanished }: JobView, now: number): boolean =>
  !isVanished &&
  (state === 'running' || undocumented.jobRetentionMs === null || now <= updatedAt + undocumented.jobRetentionMs)

/** Whether the step has begun. */
export const hasBegun = (steps: readonly JobStep[], step: JobStep['title']): boolean =>
  steps.some(({ title, changedAt }) => title === step && changedAt !== null)

const hasVanished = ({ script, vanishedAt }: JobOverrides, steps: readonly JobStep[]): boolean =>
  vanishedAt !== null || (script.does === 'vanishes' && hasBegun(steps, script.at))

const stateOf = (steps: readonly JobStep[]): JobView['state'] => {
  if (steps.some(({ status }) => status === 'failed')) return 'failed'
  return steps.every(({ status }) => status === 'success' || status === 'skipped') ? 'succeeded' : 'running'
}
