import { problemWithCode } from '../errors/error-for-code.ts'
import { bankTimeAt, type JobOverrides, jobTimeAt } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { StepChange } from '../world/job-step.ts'
import type { ScriptedStep } from '../world/scripted-login.ts'
import type { Outage, Setup } from '../world/setup.ts'
import type { UndocumentedBehaviour } from '../world/undocumented.ts'

/** The bank's setup for one job, in job time. Pure. */
export const setupForJob = (setup: Setup, { institutionId, overrides }: JobRecord): Setup => {
  if (overrides === null) return setup
  const own: readonly Outage[] =
    overrides.outUntil === null ? [] : [{ institutionId, from: Number.NEGATIVE_INFINITY, until: overrides.outUntil }]
  const outages = [...setup.outages, ...own].map((outage) => ({
    ...outage,
    from: jobTimeOf(overrides, outage.from),
    until: jobTimeOf(overrides, outage.until),
  }))
  return { ...setup, outages, undocumented: undocumentedForJob(setup.undocumented, overrides) }
}

/** Job time stands still during a pause. A later time within the pause maps to a millisecond after its start. */
const jobTimeOf = (overrides: JobOverrides, at: number): number => {
  const own = jobTimeAt(overrides, at)
  return bankTimeAt(overrides, own) < at ? own + 1 : own
}

/** The undocumented behaviour for a job; a script can change its challenge. Pure. */
export const undocumentedForJob = (
  undocumented: UndocumentedBehaviour,
  overrides: JobOverrides | null,
): UndocumentedBehaviour => {
  if (overrides?.script.does === 'asks')
    return { ...undocumented, wrongAnswer: 'asks-again', roundsMax: overrides.script.rounds }
  return overrides?.script.does === 'expires-at-once' ? { ...undocumented, expiryMs: 1 } : undocumented
}

/** The step that a script makes fail, other than the challenge; null: none. */
export const scriptedFailure = (overrides: JobOverrides | null) => {
  const script = overrides?.script
  if (script?.does !== 'fails' || script.at === 'mfa-challenge') return null
  return { step: script.at, ...problemWithCode(script.code) }
}

/** Applies overrides to the changes of a job. Pure. */
export const overriddenChanges = (overrides: JobOverrides, changes: readonly StepChange[]): readonly StepChange[] =>
  failed(overrides, scripted(overrides, changes))

const endOf = (changes: readonly StepChange[], step: ScriptedStep): number =>
  changes.findIndex(({ title, status }) => title === step && status !== 'pending' && status !== 'in-progress')

const scripted = ({ script }: JobOverrides, changes: readonly StepChange[]): readonly StepChange[] => {
  if (script.does === 'sticks') {
    const end = endOf(changes, script.at)
    return end < 0 ? changes : changes.slice(0, end)
  }
  if (script.does !== 'fails' || script.at !== 'mfa-challenge') return changes
  const end = endOf(changes, 'mfa-challenge')
  const [before, last] = [changes[end - 1], changes[end]]
  // A change without the challenge before the end means that it was answered.
  if (last === undefined || before?.title !== 'mfa-challenge' || before.outcome !== 'nothing') return changes
  return [...changes.slice(0, end), { ...last, status: 'failed', outcome: problemWithCode(script.code) }]
}

/** A running step fails at once, a later step fails at its end, and a finished step is unchanged. */
const failed = ({ failure }: JobOverrides, changes: readonly StepChange[]): readonly StepChange[] => {
  if (failure === null) return changes
  const { at, code, step } = failure
  const begin = changes.findIndex(({ title }) => title === step)
  const end = endOf(changes, step)
  const [first, last] = [changes[begin], changes[end]]
  if (first === undefined || (last !== undefined && last.at <= at)) return changes
  const before =
    first.at <= at ? changes.filter((change) => change.at <= at) : changes.slice(0, end < 0 ? begin + 1 : end)
  const failedAt = first.at <= at ? at : (last ?? first).at
  return [...before, { at: failedAt, title: step, status: 'failed', outcome: problemWithCode(code) }]
}
