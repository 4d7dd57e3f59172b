import { either as E } from 'fp-ts'
import type { SnapshotFrom } from 'xstate'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionId, JobId } from '../codec/ids.ts'
import type { InstitutionProfile } from '../domain/institution-profile.ts'
import { currentStep, expectedEnd, type StepProgress } from '../domain/progress.ts'
import type { ConnectionFailure, CredentialsIncomplete } from '../failure/connection-failure.ts'
import type { Challenge, Connected, Context, Rejection, ResumePoint } from './context.ts'
import { requiredFieldsOf } from './guards.ts'
import type { connectionMachine } from './machine.ts'
import { pointOf } from './resume-point.ts'

/** A snapshot of the connection machine. */
export type ConnectionSnapshot = SnapshotFrom<typeof connectionMachine>

/** A field to ask the user for. */
export interface RequiredField {
  readonly field: CredentialField
  /** The institution's caption; `null` if it has none. */
  readonly caption: string | null
}

/** The progress of a job. Times are in milliseconds since the Unix epoch. */
export interface JobProgress {
  /** Pass it to the intent `follow` to continue the job elsewhere. */
  readonly jobId: JobId
  /** `null` until the job names it. */
  readonly connectionId: ConnectionId | null
  readonly stage:
    | 'verifying'
    | 'answering'
    | 'verifyingAnswer'
    | 'retrievingAccounts'
    | 'retrievingTransactions'
    | 'parked'
  /** The step in progress, and since when; `null` before the first poll. */
  readonly step: StepProgress | null
  readonly steps: readonly StepProgress[]
  /** When the job is expected to end, by the institution's averages; `null` if it publishes none. */
  readonly expectedEndAt: number | null
}

/** The user can only wait or cancel. */
export interface WaitingView {
  readonly _tag: 'Preparing' | 'Creating' | 'Reconciling'
}

/** Waits for `submit`. */
export interface CollectingView {
  readonly _tag: 'Collecting'
  readonly institution: InstitutionProfile
  /** In the order in which a form shows them. */
  readonly fields: readonly RequiredField[]
  /** The missing and unexpected fields of the last submit; `null` if there are none. */
  readonly incomplete: CredentialsIncomplete | null
  /** Why credentials are asked for again; `null` the first time. */
  readonly rejection: Rejection | null
  readonly attemptsLeft: number
  /** The steps of the job whose credentials were rejected; empty the first time. */
  readonly steps: readonly StepProgress[]
}

/** The job runs; the user can only wait or cancel. */
export interface WorkingView extends JobProgress {
  readonly _tag: 'Working'
}

/** Waits for `answer`. */
export interface ChallengedView {
  readonly _tag: 'Challenged'
  readonly jobId: JobId
  readonly connectionId: ConnectionId | null
  readonly challenge: Challenge
  /** Why the challenge is asked again; `null` the first time. */
  readonly rejection: Rejection | null
  readonly steps: readonly StepProgress[]
}

/** The successful end. */
export interface ConnectedView {
  readonly _tag: 'Connected'
  readonly connected: Connected
}

/** Every other end, of the states `failed`, `cancelled` and `broken`. */
export interface FailedView {
  readonly _tag: 'Failed'
  readonly failure: ConnectionFailure
  /** The last job, which may still be running; `null` if there was none. */
  readonly jobId: JobId | null
  /** The steps of the last job; empty if there was none. */
  readonly steps: readonly StepProgress[]
}

/** What to show, and what the user can do. */
export type ConnectionView = WaitingView | CollectingView | WorkingView | ChallengedView | ConnectedView | FailedView

/** Whether a view is the last one of its connection. */
export const isFinal = ({ _tag }: Pick<ConnectionView, '_tag'>): boolean => _tag === 'Connected' || _tag === 'Failed'

const captionOf = (institution: InstitutionProfile, field: CredentialField): string | null => {
  switch (field) {
    case 'loginId':
      return institution.loginIdCaption
    case 'secondaryLoginId':
      return institution.secondaryLoginIdCaption
    case 'password':
      return institution.passwordCaption
    case 'securityCode':
      return institution.securityCodeCaption
    case 'userToken':
      return institution.userTokenCaption
  }
}

/** The fields to ask the user for, in the order in which a form shows them; empty if none. */
const fieldsOf = (context: Pick<Context, 'institution' | 'request'>): readonly RequiredField[] => {
  const { institution } = context
  if (institution === null) return []
  return (requiredFieldsOf(context) ?? []).map((field) => ({ field, caption: captionOf(institution, field) }))
}

/** Computes the view of a snapshot. Pure; contains no secret. */
export const viewOf = (snapshot: ConnectionSnapshot): ConnectionView => {
  const { context } = snapshot
  const { steps } = context
  if (snapshot.status === 'done' && snapshot.output !== undefined) return endOf(snapshot.output, context)
  if (snapshot.status !== 'active') return endOf(E.left({ _tag: 'Defect', operation: 'connectionMachine' }), context)
  const at = pointOf(snapshot.value)
  if (at === 'preparing') return { _tag: 'Preparing' }
  if (at === 'creating') return { _tag: 'Creating' }
  if (at === 'reconciling') return { _tag: 'Reconciling' }
  const { institution, challenge, rejection, incomplete, attempts, limits, connectionId } = context
  if (at === 'collecting' && institution !== null) {
    const attemptsLeft = limits.attemptsMax - attempts
    return { _tag: 'Collecting', institution, fields: fieldsOf(context), incomplete, rejection, attemptsLeft, steps }
  }
  const jobId = context.jobId as JobId
  if (at === 'challenged' && challenge !== null)
    return { _tag: 'Challenged', jobId, connectionId, challenge, rejection, steps }
  return { _tag: 'Working', jobId, connectionId, ...progressOf(at, context) }
}

const endOf = (end: E.Either<ConnectionFailure, Connected>, { jobId, steps }: Context): ConnectionView =>
  E.isRight(end) ? { _tag: 'Connected', connected: end.right } : { _tag: 'Failed', failure: end.left, jobId, steps }

const stageNameOf = (at: ResumePoint | null): JobProgress['stage'] => {
  switch (at) {
    case 'answering':
    case 'verifyingAnswer':
    case 'retrievingAccounts':
    case 'retrievingTransactions':
    case 'parked':
      return at
    default:
      return 'verifying'
  }
}

const progressOf = (
  at: ResumePoint | null,
  { steps, institution }: Context,
): Omit<JobProgress, 'jobId' | 'connectionId'> => ({
  stage: stageNameOf(at),
  step: currentStep(steps),
  steps,
  expectedEndAt: expectedEnd(steps, institution?.averages ?? null),
})
