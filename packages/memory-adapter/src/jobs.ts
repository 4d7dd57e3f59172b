import { changesOf } from './job-changes.ts'
import { type JobRecord, type JobStep, stepTitles } from './job-record.ts'
import type { Setup } from './setup.ts'

/** A job at a time. */
export interface JobView {
  readonly steps: readonly JobStep[]
  /** When a step last changed. */
  readonly updatedAt: number
  readonly state: 'running' | 'succeeded' | 'failed'
  /** When the open challenge expires; null when none is open. */
  readonly expiresAt: number | null
}

/** A job as it is at a time. Pure. */
export const jobAt = (setup: Setup, job: JobRecord, now: number): JobView => {
  const past = changesOf(setup, job).filter(({ at }) => at <= now)
  const steps = stepTitles(job).map((title): JobStep => {
    const last = past.findLast((change) => change.title === title)
    return {
      title,
      status: last?.status ?? 'pending',
      outcome: last?.outcome ?? 'nothing',
      changedAt: last?.at ?? null,
    }
  })
  const open = past.findLast(({ title }) => title === 'mfa-challenge')
  return {
    steps,
    updatedAt: past.at(-1)?.at ?? job.createdAt,
    state: stateOf(steps),
    expiresAt:
      open?.outcome === 'challenge' && open.status === 'in-progress' ? open.at + setup.unknowns.expiryMs : null,
  }
}

/** Whether the job is still at work. One whose challenge expired is not, whatever its steps show. */
export const isRunning = ({ state, expiresAt }: JobView, now: number): boolean =>
  state === 'running' && (expiresAt === null || now < expiresAt)

/** Whether the job is still kept: see `Unknowns.jobRetentionMs`. */
export const isReadable = ({ unknowns }: Setup, { state, updatedAt }: JobView, now: number): boolean =>
  state === 'running' || unknowns.jobRetentionMs === null || now <= updatedAt + unknowns.jobRetentionMs

const stateOf = (steps: readonly JobStep[]): JobView['state'] => {
  if (steps.some(({ status }) => status === 'failed')) return 'failed'
  return steps.every(({ status }) => status === 'success' || status === 'skipped') ? 'succeeded' : 'running'
}
