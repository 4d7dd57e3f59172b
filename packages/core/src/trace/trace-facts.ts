import { either as E } from 'fp-ts'
import { type Job, StepTitle } from '../codec/job.ts'
import { isKnown } from '../codec/open.ts'
import type { Memory, ResumePoint } from '../machine/context.ts'
import { defaultLimits, type Limits } from '../machine/limits.ts'
import { readSaved, type SavedConnection } from '../machine/saved/saved-connection.ts'
import type { BankCalls, JobStart } from '../protocol/port.ts'
import type { TracedRequest, TraceEvent } from './trace.ts'

type Of<Type extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: Type }>
export type Called = Of<'called'>
export type Settled = Of<'settled'>
export type Restored = Of<'restored'>

/** Whether a request starts a job, so that it must not be repeated blindly. */
export const startsJob = (operation: keyof BankCalls): boolean =>
  operation === 'createConnection' || operation === 'refreshConnection' || operation === 'updateConnection'

/** The id of the job that a request started; `null` for any other result. */
export const startedIn = ({ operation, result }: Settled): string | null =>
  startsJob(operation) && result !== 'rejected' && E.isRight(result) ? (result.right as JobStart).jobId : null

/** The job that a poll returned; `null` for any other event. */
export const jobReadIn = (event: TraceEvent): Job | null =>
  event.type === 'settled' && event.operation === 'getJob' && event.result !== 'rejected' && E.isRight(event.result)
    ? (event.result.right as Job)
    : null

/** The jobs that a list returned; `null` for any other result. */
export const jobsListedIn = ({ operation, result }: Settled): readonly Job[] | null =>
  operation === 'listJobs' && result !== 'rejected' && E.isRight(result) ? (result.right as readonly Job[]) : null

/** The outcome of a call; `lost`: it may have taken effect. */
export type CallOutcome = 'succeeded' | 'refused' | 'neverLeft' | 'lost'

/** The outcome of a call. A malformed response and a 5xx leave open whether it took effect. */
export const outcomeOf = (result: Settled['result']): CallOutcome => {
  if (result === 'rejected') return 'lost'
  if (E.isRight(result)) return 'succeeded'
  switch (result.left._tag) {
    case 'Refused':
      return result.left.status < 500 ? 'refused' : 'lost'
    case 'TokenUnavailable':
      return 'neverLeft'
    case 'Unreachable':
      return result.left.delivered === 'no' ? 'neverLeft' : 'lost'
    case 'MalformedResponse':
      return 'lost'
  }
}

/** Whether a step of the job failed because the bank refused the credentials. */
export const rejectsCredentials = ({ steps }: Job): boolean => {
  const failed = steps.find(({ status }) => status === 'failed')
  return failed?.result?._tag === 'Problem' && failed.result.code === 'invalid-credentials'
}

/** Whether a job has an open challenge. */
export const showsChallenge = ({ steps }: Job): boolean =>
  steps.some(({ status, result }) => status === 'in-progress' && result?._tag === 'Challenge')

const isFinished = ({ status }: { readonly status: string }): boolean => status === 'success' || status === 'skipped'

/** Whether all steps have finished, including `verify-credentials`. */
export const areFinished = (steps: readonly { readonly title: string; readonly status: string }[]): boolean =>
  steps.every(isFinished) && steps.some(({ title }) => title === 'verify-credentials')

/** The titles of the finished steps with a known title. Unknown steps can't be distinguished. */
export const finishedTitles = (
  steps: readonly { readonly title: string; readonly status: string }[],
): readonly string[] =>
  steps.filter((step) => isFinished(step) && isKnown(StepTitle, step.title)).map(({ title }) => title)

/** The limits of a request, with defaults. */
export const limitsOf = ({ limits }: TracedRequest): Limits => ({ ...defaultLimits, ...limits })

/** The state that a connection was restored from. */
export interface RestoredState {
  readonly at: ResumePoint
  readonly memory: Memory
}

const restoredStates = new WeakMap<SavedConnection, RestoredState | null>()

/** The state that a connection was restored from; `null` when the saved form is invalid, so it wasn't restored. */
export const restoredStateIn = ({ saved }: Restored): RestoredState | null => {
  const known = restoredStates.get(saved)
  if (known !== undefined) return known
  const read = readSaved(saved)
  const found = E.isRight(read) ? read.right : null
  restoredStates.set(saved, found)
  return found
}

/** Whether a connection that resumes here follows a job. */
export const followsJob = (at: ResumePoint): boolean => {
  switch (at) {
    case 'verifying':
    case 'challenged':
    case 'answering':
    case 'verifyingAnswer':
    case 'retrievingAccounts':
    case 'retrievingTransactions':
    case 'parked':
      return true
    case 'preparing':
    case 'collecting':
    case 'creating':
    case 'reconciling':
    case 'connected':
    case 'failed':
    case 'cancelled':
    case 'broken':
      return false
  }
}

/** Whether a connection that was saved here had ended. */
export const isOverAt = (at: ResumePoint): boolean =>
  at === 'connected' || at === 'failed' || at === 'cancelled' || at === 'broken'
