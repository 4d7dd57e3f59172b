import { either as E } from 'fp-ts'
import { type Job, StepTitle } from '../codec/job.ts'
import { isKnown } from '../codec/open.ts'
import type { Memory, ResumePoint } from '../machine/context.ts'
import { defaultLimits, type Limits } from '../machine/limits.ts'
import { readSaved, type SavedConnection } from '../machine/saved/saved-connection.ts'
import type { ConnectionView } from '../machine/view.ts'
import type { BankCalls, JobStart } from '../protocol/port.ts'
import type { TracedRequest, TraceEvent } from './trace.ts'

type Of<Type extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: Type }>
export type Called = Of<'called'>
export type Settled = Of<'settled'>
export type Restored = Of<'restored'>

/** The requests that start a job, and must not be repeated blindly. */
export const startsJob = (operation: keyof BankCalls): boolean =>
  operation === 'createConnection' || operation === 'refreshConnection' || operation === 'updateConnection'

/** The job that a request has started; `null` when this settled otherwise. */
export const startedIn = ({ operation, result }: Settled): string | null =>
  startsJob(operation) && result !== 'rejected' && E.isRight(result) ? (result.right as JobStart).jobId : null

/** The job that a read shows; `null` when this settled otherwise. */
export const jobReadIn = (event: TraceEvent): Job | null =>
  event.type === 'settled' && event.operation === 'getJob' && event.result !== 'rejected' && E.isRight(event.result)
    ? (event.result.right as Job)
    : null

/** The jobs that a list shows; `null` when this settled otherwise. */
export const jobsListedIn = ({ operation, result }: Settled): readonly Job[] | null =>
  operation === 'listJobs' && result !== 'rejected' && E.isRight(result) ? (result.right as readonly Job[]) : null

/** What became of a call: whether it may have had its effect, and whether the server refused it. */
export type Fate = 'succeeded' | 'refused' | 'neverLeft' | 'lost'

/** What became of a call. An answer that is none, and a failure of the server, leave it open. */
export const fateOf = (result: Settled['result']): Fate => {
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

/** Whether a job waits for an answer. */
export const showsChallenge = ({ steps }: Job): boolean =>
  steps.some(({ status, result }) => status === 'in-progress' && result?._tag === 'Challenge')

const isFinished = ({ status }: { readonly status: string }): boolean => status === 'success' || status === 'skipped'

/** Whether all steps, and the check of the credentials among them, are over and well. */
export const areFinished = (steps: readonly { readonly title: string; readonly status: string }[]): boolean =>
  steps.every(isFinished) && steps.some(({ title }) => title === 'verify-credentials')

/** The titles of the steps that are over and well; of those that nobody knows one cannot be told from another. */
export const finishedTitles = (
  steps: readonly { readonly title: string; readonly status: string }[],
): readonly string[] =>
  steps.filter((step) => isFinished(step) && isKnown(StepTitle, step.title)).map(({ title }) => title)

/** The limits of a request, with the defaults of those that it does not name. */
export const limitsOf = ({ limits }: TracedRequest): Limits => ({ ...defaultLimits, ...limits })

/** Whether the connection is over when this is shown. */
export const isEnd = ({ _tag }: ConnectionView): boolean => _tag === 'Connected' || _tag === 'Failed'

/** What a connection was restored from. */
export interface Recalled {
  readonly at: ResumePoint
  readonly memory: Memory
}

const recalled = new WeakMap<SavedConnection, Recalled | null>()

/** What a connection was restored from; `null` when it cannot be read, and hence was not. */
export const recalledIn = ({ saved }: Restored): Recalled | null => {
  const known = recalled.get(saved)
  if (known !== undefined) return known
  const read = readSaved(saved)
  const found = E.isRight(read) ? read.right : null
  recalled.set(saved, found)
  return found
}

/** Whether a job is followed from that point on. */
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

/** Whether a connection that was saved there was over. */
export const isOverAt = (at: ResumePoint): boolean =>
  at === 'connected' || at === 'failed' || at === 'cancelled' || at === 'broken'
