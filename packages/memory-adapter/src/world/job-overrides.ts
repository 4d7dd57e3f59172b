import type { StepChange } from './job-record.ts'
import type { LoginScript, ScriptedStep } from './scripted-login.ts'

/** A time in which nothing happens to a job, in milliseconds since the Unix epoch. */
export interface Pause {
  readonly from: number
  /** null: it goes on. */
  readonly until: number | null
}

/**
 * What a login asked for, and what has happened to a job from outside. A job has its own time, which is the bank's but for
 * its pauses.
 */
export interface JobOverrides {
  readonly script: LoginScript
  /** Up to when its institution is out of order for it alone; null: it is not. */
  readonly outUntil: number | null
  /** Whether a read was told that there is no such job, where that happens once. */
  readonly wasMissed: boolean
  /** In the order of time; none begins before the one before has ended. */
  readonly pauses: readonly Pause[]
  /** Since when it is not found; null: it is. */
  readonly vanishedAt: number | null
  /** The step that fails, from a moment of the job's own time on; null: none. */
  readonly failure: { readonly at: number; readonly code: string; readonly step: ScriptedStep } | null
  /**
   * All that happens to it, decided once and for all because it had to end at once, in its own time; null: what is to come is
   * open.
   */
  readonly settled: readonly StepChange[] | null
}

/** The fate of a job to which nothing has happened. */
export const noOverrides = (script: LoginScript): JobOverrides => ({
  script,
  outUntil: null,
  wasMissed: false,
  pauses: [],
  vanishedAt: null,
  failure: null,
  settled: null,
})

/** The job's own time at a time of the bank's. Pure. */
export const jobTimeAt = (fate: JobOverrides | null, at: number): number =>
  fate === null
    ? at
    : fate.pauses.reduce((own, { from, until }) => (at > from ? own - (Math.min(at, until ?? at) - from) : own), at)

/** The first time of the bank's at which the job's own time was this; infinite while a pause goes on before. Pure. */
export const bankTimeAt = (fate: JobOverrides | null, own: number): number =>
  fate === null
    ? own
    : fate.pauses.reduce(
        (at, { from, until }) => (at > from ? (until === null ? Number.POSITIVE_INFINITY : at + until - from) : at),
        own,
      )

/** Whether a script brings a challenge to an institution without one. */
export const addsChallenge = (script: LoginScript | null): boolean =>
  script !== null &&
  (script.does === 'asks' || script.does === 'expires-at-once' || ('at' in script && script.at === 'mfa-challenge'))

/** How long after the beginning of a step a script makes it go back, in milliseconds. */
export const REGRESS_FROM_MS = 3_000

/** How long a script shows what is odd, in milliseconds. */
export const SHOWN_FOR_MS = 5_000
