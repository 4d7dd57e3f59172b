import type { StepChange } from './job-step.ts'
import type { LoginScript, ScriptedStep } from './scripted-login.ts'

/** A period in which a job makes no progress, in milliseconds since the Unix epoch. */
export interface Pause {
  readonly from: number
  /** null: not ended. */
  readonly until: number | null
}

/**
 * Deviations of a job from its drawn course, by a scripted login or by events. Job time is the bank's time minus pauses.
 */
export interface JobOverrides {
  readonly script: LoginScript
  /** End of an outage that affects this job only; null: none. */
  readonly outUntil: number | null
  /** Whether `vanishes-once` has happened: one read got 404. */
  readonly wasMissed: boolean
  /** In order of time; they don't overlap. */
  readonly pauses: readonly Pause[]
  /** When the job vanished; null: it can be found. */
  readonly vanishedAt: number | null
  /** The step that fails, from `at` in job time; null: none. */
  readonly failure: { readonly at: number; readonly code: string; readonly step: ScriptedStep } | null
  /** Final step changes in job time, fixed when the job was made to end at once; null: derived as usual. */
  readonly settled: readonly StepChange[] | null
}

/** The overrides of a scripted job without events. */
export const noOverrides = (script: LoginScript): JobOverrides => ({
  script,
  outUntil: null,
  wasMissed: false,
  pauses: [],
  vanishedAt: null,
  failure: null,
  settled: null,
})

/** Job time at a time of the bank. Pure. */
export const jobTimeAt = (overrides: JobOverrides | null, at: number): number =>
  overrides === null
    ? at
    : overrides.pauses.reduce(
        (own, { from, until }) => (at > from ? own - (Math.min(at, until ?? at) - from) : own),
        at,
      )

/** The first bank time at which the job time was `own`; Infinity while an earlier pause has not ended. Pure. */
export const bankTimeAt = (overrides: JobOverrides | null, own: number): number =>
  overrides === null
    ? own
    : overrides.pauses.reduce(
        (at, { from, until }) => (at > from ? (until === null ? Number.POSITIVE_INFINITY : at + until - from) : at),
        own,
      )

/** Whether a script adds a challenge at institutions without one. */
export const addsChallenge = (script: LoginScript | null): boolean =>
  script !== null &&
  (script.does === 'asks' || script.does === 'expires-at-once' || ('at' in script && script.at === 'mfa-challenge'))

/** Delay from the start of a step until a script makes it regress, in milliseconds. */
export const REGRESS_FROM_MS = 3_000

/** How long a script shows an anomaly, in milliseconds. */
export const SHOWN_FOR_MS = 5_000
