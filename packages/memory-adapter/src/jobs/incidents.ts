import { type JobOverrides, jobTimeAt, noOverrides, type Pause } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import { type ScriptedStep, scriptedSteps } from '../world/scripted-login.ts'
import type { Setup } from '../world/setup.ts'
import { jobAt } from './job-view.ts'
import { changesOf } from './timeline.ts'

/** A job that stops where it is. Pure, as everything here. */
export const stuck = (job: JobRecord, now: number): JobRecord => {
  const fate = overridesOf(job)
  return fate.pauses.at(-1)?.until === null
    ? job
    : withOverrides(job, { pauses: [...fate.pauses, { from: now, until: null }] })
}

/** A job that is not found any more. */
export const vanished = (job: JobRecord, now: number): JobRecord =>
  overridesOf(job).vanishedAt === null ? withOverrides(job, { vanishedAt: now }) : job

/** A job that is found again. */
export const returned = (job: JobRecord): JobRecord => {
  if (job.overrides === null) return job
  const { script, vanishedAt } = job.overrides
  if (script.does === 'vanishes') return withOverrides(job, { script: { does: 'works' }, vanishedAt: null })
  return vanishedAt === null ? job : withOverrides(job, { vanishedAt: null })
}

/** A job whose step fails: see the event `job-fails`. */
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

/** A job that ends at once, as it would have ended. */
export const endsAtOnce = (setup: Setup, job: JobRecord, now: number): JobRecord => {
  const free = released(setup, job, now)
  const own = jobTimeAt(free.overrides, now)
  const settled = changesOf(setup, free).map((change) => ({ ...change, at: Math.min(change.at, own) }))
  return withOverrides(free, { settled })
}

/** A job that is found and goes on from now on, whatever has happened to it. */
export const recovered = (setup: Setup, job: JobRecord, now: number): JobRecord => {
  if (job.overrides === null) return job
  const { outUntil } = job.overrides
  const free = returned(released(setup, job, now))
  return outUntil === null || outUntil <= now ? free : withOverrides(free, { outUntil: now })
}

/** A job that is not stuck any more, neither by an event nor by its login: the time since does not count for it. */
const released = (setup: Setup, job: JobRecord, now: number): JobRecord => {
  if (job.overrides === null) return job
  const { script, pauses } = job.overrides
  const { steps, updatedAt, state } = jobAt(setup, job, now)
  // What stopped a job is part of how it ended.
  if (state !== 'running') return job
  const isPaused = pauses.at(-1)?.until === null
  if (script.does !== 'sticks') return isPaused ? withOverrides(job, { pauses: closed(pauses, now) }) : job
  const isAtWork = steps.some(({ title, status }) => title === script.at && status === 'in-progress')
  // One step that would long be over begins to take its time only now.
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
