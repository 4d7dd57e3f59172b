import { type JobOverrides, jobTimeAt, noOverrides, type Pause } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import { type ScriptedStep, scriptedSteps } from '../world/scripted-login.ts'
import type { Setup } from '../world/setup.ts'
import { jobAt } from './job-view.ts'
import { changesOf } from './timeline.ts'

/** Stops a job where it is. Pure, like all functions here. */
export const stuck = (job: JobRecord, now: number): JobRecord => {
  const overrides = overridesOf(job)
  return overrides.pauses.at(-1)?.until === null
    ? job
    : withOverrides(job, { pauses: [...overrides.pauses, { from: now, until: null }] })
}

/** Makes a job vanish. */
export const vanished = (job: JobRecord, now: number): JobRecord =>
  overridesOf(job).vanishedAt === null ? withOverrides(job, { vanishedAt: now }) : job

/** Undoes {@link vanished}. */
export const returned = (job: JobRecord): JobRecord => {
  if (job.overrides === null) return job
  const { script, vanishedAt } = job.overrides
  if (script.does === 'vanishes') return withOverrides(job, { script: { does: 'works' }, vanishedAt: null })
  return vanishedAt === null ? job : withOverrides(job, { vanishedAt: null })
}

/** Makes a step of a job fail: see the event `job-fails`. */
export const failsAt = (
  setup: Setup,
  job: JobRecord,
  now: number,
  code: string,
  step: ScriptedStep | null,
): JobRecord => {
  const own = jobTimeAt(job.overrides, now)
  return withOverrides(job, { failure: { at: own, code, step: step ?? stepAtWork(setup, job, now) } })
}

/** Ends a job at once, with the result it would have had. */
export const endsAtOnce = (setup: Setup, job: JobRecord, now: number): JobRecord => {
  const free = released(setup, job, now)
  const own = jobTimeAt(free.overrides, now)
  const settled = changesOf(setup, free).map((change) => ({ ...change, at: Math.min(change.at, own) }))
  return withOverrides(free, { settled })
}

/** Undoes all incidents of a job, which continues from now on. */
export const recovered = (setup: Setup, job: JobRecord, now: number): JobRecord => {
  if (job.overrides === null) return job
  const { outUntil } = job.overrides
  const free = returned(released(setup, job, now))
  return outUntil === null || outUntil <= now ? free : withOverrides(free, { outUntil: now })
}

/** Resumes a job that is stuck by an event or by its script. The time stuck does not count as job time. */
const released = (setup: Setup, job: JobRecord, now: number): JobRecord => {
  if (job.overrides === null) return job
  const { script, pauses } = job.overrides
  const { steps, updatedAt, state } = jobAt(setup, job, now)
  // The cause of a finished job must stay.
  if (state !== 'running') return job
  const isPaused = pauses.at(-1)?.until === null
  if (script.does !== 'sticks') return isPaused ? withOverrides(job, { pauses: closed(pauses, now) }) : job
  const isAtWork = steps.some(({ title, status }) => title === script.at && status === 'in-progress')
  // A step stuck by its script starts to take its time only now.
  const since = isAtWork ? [...pauses.filter(({ from }) => from < updatedAt), { from: updatedAt, until: null }] : pauses
  return withOverrides(job, { script: { does: 'works' }, pauses: closed(since, now) })
}

const closed = (pauses: readonly Pause[], now: number): readonly Pause[] =>
  pauses.map(({ from, until }) => ({ from, until: until ?? now }))

const stepAtWork = (setup: Setup, job: JobRecord, now: number): ScriptedStep => {
  const { steps } = jobAt(setup, job, now)
  const isOver = (title: ScriptedStep): boolean =>
    steps.every((step) => step.title !== title || step.status === 'success' || step.status === 'skipped')
  return scriptedSteps.find((title) => !isOver(title)) ?? 'retrieve-transactions'
}

const overridesOf = ({ overrides }: JobRecord): JobOverrides => overrides ?? noOverrides({ does: 'works' })

const withOverrides = (job: JobRecord, changed: Partial<JobOverrides>): JobRecord => ({
  ...job,
  overrides: { ...overridesOf(job), ...changed },
})
