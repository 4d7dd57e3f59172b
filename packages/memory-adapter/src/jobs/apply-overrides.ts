import { problemWithCode } from '../errors/error-for-code.ts'
import { bankTimeAt, type JobOverrides, jobTimeAt } from '../world/job-overrides.ts'
import type { JobRecord, StepChange } from '../world/job-record.ts'
import type { ScriptedStep } from '../world/scripted-login.ts'
import type { Outage, Setup } from '../world/setup.ts'
import type { UndocumentedBehaviour } from '../world/undocumented.ts'

/** The bank as it is for one job, in the job's own time. Pure. */
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

/** In a pause, own time stands at its beginning: what begins or ends later in it does so a millisecond after that. */
const jobTimeOf = (fate: JobOverrides, at: number): number => {
  const own = jobTimeAt(fate, at)
  return bankTimeAt(fate, own) < at ? own + 1 : own
}

/** What a script asks of the challenge, said in the bank's own terms. Pure. */
export const undocumentedForJob = (
  undocumented: UndocumentedBehaviour,
  fate: JobOverrides | null,
): UndocumentedBehaviour => {
  if (fate?.script.does === 'asks') return { ...undocumented, wrongAnswer: 'asks-again', roundsMax: fate.script.rounds }
  return fate?.script.does === 'expires-at-once' ? { ...undocumented, expiryMs: 1 } : undocumented
}

/** The step that fails because the login asks for it, where its stage knows of failures; null: none. */
export const scriptedFailure = (fate: JobOverrides | null) => {
  const script = fate?.script
  if (script?.does !== 'fails' || script.at === 'mfa-challenge') return null
  return { step: script.at, ...problemWithCode(script.code) }
}

/** A job's changes as its fate has them. Pure. */
export const overriddenChanges = (fate: JobOverrides, changes: readonly StepChange[]): readonly StepChange[] =>
  failed(fate, scripted(fate, changes))

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
  // Only an answer takes the challenge away before the step ends.
  if (last === undefined || before?.title !== 'mfa-challenge' || before.outcome !== 'nothing') return changes
  return [...changes.slice(0, end), { ...last, status: 'failed', outcome: problemWithCode(script.code) }]
}

/** A step at work fails at that moment, one to come fails when it would have ended, one that is over stays as it is. */
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
