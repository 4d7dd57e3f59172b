import { serviceUnavailable, userActionRequired } from '../errors/step-error.ts'
import { objectOf } from '../http/request.ts'

/** Changes to the steps of a job, or of each job in a list. */
export type StepChange =
  /** Gives the last step an unknown status. */
  | 'unknown-status'
  /** Adds a step in progress with an unknown title. */
  | 'unknown-step'
  /** Gives the first step an unknown title. */
  | 'unknown-title'
  /** Reverses the steps. */
  | 'steps-reversed'
  /** Makes finished steps pending. */
  | 'steps-regressed'
  /** Makes the first two steps fail, with different codes. */
  | 'two-failed'
  /** Wraps results in arrays. */
  | 'result-array'
  /** Removes results. */
  | 'result-null'

type Json = Readonly<Record<string, unknown>>

/** Changes the steps of a job, or of the jobs in a list. */
const ofSteps =
  (change: (steps: readonly Json[]) => readonly Json[]) =>
  (body: unknown): unknown => {
    const inJob = (u: unknown): unknown => {
      const job = objectOf(u)
      const steps = job === null ? null : job['steps']
      return Array.isArray(steps) ? { ...job, steps: change(steps as readonly Json[]) } : u
    }
    const record = objectOf(body)
    const data = record === null ? null : record['data']
    return Array.isArray(data) ? { ...record, data: data.map(inJob) } : inJob(body)
  }

const ofEach = (change: (step: Json, at: number, steps: readonly Json[]) => Json) =>
  ofSteps((steps) => steps.map(change))

const failures = [userActionRequired, serviceUnavailable]

export const stepChanges: Readonly<Record<StepChange, (body: unknown) => unknown>> = {
  'unknown-status': ofEach((step, at, { length }) => (at === length - 1 ? { ...step, status: 'paused' } : step)),
  'unknown-step': ofSteps((steps) => [...steps, { title: 'weigh-soul', status: 'in-progress', result: null }]),
  'unknown-title': ofEach((step, at) => (at === 0 ? { ...step, title: 'weigh-soul' } : step)),
  'steps-reversed': ofSteps((steps) => [...steps].reverse()),
  'steps-regressed': ofEach((step) =>
    step['status'] === 'in-progress' ? step : { ...step, status: 'pending', result: null },
  ),
  'two-failed': ofEach((step, at) => {
    const failure = failures[at]
    return failure === undefined ? step : { ...step, status: 'failed', result: { ...failure } }
  }),
  'result-array': ofEach((step) => ({
    ...step,
    result: Array.isArray(step['result']) || step['result'] === null ? step['result'] : [step['result']],
  })),
  'result-null': ofEach((step) => ({ ...step, result: null })),
}
