import { either as E } from 'fp-ts'
import type { SnapshotFrom } from 'xstate'
import type { CredentialField } from '../codec/credentials.ts'
import type { ConnectionId, JobId } from '../codec/ids.ts'
import type { InstitutionProfile } from '../domain/institution-profile.ts'
import { currentStep, expectedEnd, type StepProgress } from '../domain/progress.ts'
import type { ConnectionFailure, CredentialsIncomplete } from '../failure/connection-failure.ts'
import type { Challenge, Connected, Context, Rejection, ResumePoint } from './context.ts'
import { demandsOf } from './guards.ts'
import type { connectionMachine } from './machine.ts'
import { pointOf } from './resume-point.ts'

/** A snapshot of the connection machine. */
export type ConnectionSnapshot = SnapshotFrom<typeof connectionMachine>

/** A field to ask the user for. */
export interface RequiredField {
  readonly field: CredentialField
  /** What the institution calls it; `null` when it does not say. */
  readonly caption: string | null
}

/** How far the job has come. Times are in milliseconds since the Unix epoch. */
export interface JobProgress {
  /** To go on with the job elsewhere: see `FollowRequest`. */
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
  /** The step that the server works on, and since when; `null` before the first reading. */
  readonly step: StepProgress | null
  readonly steps: readonly StepProgress[]
  /** When the job should end, by the institution's own means; `null` when it publishes none. */
  readonly expectedEndAt: number | null
}

/** Nothing can be done but wait, or cancel. */
export interface WaitingView {
  readonly _tag: 'Preparing' | 'Creating' | 'Reconciling'
}

/** `submit` is awaited. */
export interface CollectingView {
  readonly _tag: 'Collecting'
  readonly institution: InstitutionProfile
  /** In the order in which a form shows them. */
  readonly fields: readonly RequiredField[]
  /** What the last submit lacked or had too much; `null` when nothing. */
  readonly incomplete: CredentialsIncomplete | null
  /** Why they are asked for again; `null` the first time. */
  readonly rejection: Rejection | null
  readonly attemptsLeft: number
  /** How far the job came whose credentials were refused; empty the first time. */
  readonly steps: readonly StepProgress[]
}

/** The job runs; nothing can be done but wait, or cancel. */
export interface WorkingView extends JobProgress {
  readonly _tag: 'Working'
}

/** `answer` is awaited. */
export interface ChallengedView {
  readonly _tag: 'Challenged'
  readonly jobId: JobId
  readonly connectionId: ConnectionId | null
  readonly challenge: Challenge
  /** Why it is asked again; `null` the first time. */
  readonly rejection: Rejection | null
  readonly steps: readonly StepProgress[]
}

/** The end, when it went well. */
export interface ConnectedView {
  readonly _tag: 'Connected'
  readonly connected: Connected
}

/** Every other end, of the states `failed`, `cancelled` and `broken`. */
export interface FailedView {
  readonly _tag: 'Failed'
  readonly failure: ConnectionFailure
  /** The last job, which may still be running; `null` when there was none. */
  readonly jobId: JobId | null
  /** How far it came; empty when there was none. */
  readonly steps: readonly StepProgress[]
}

/** What there is to show, and what may be done. */
export type ConnectionView = WaitingView | CollectingView | WorkingView | ChallengedView | ConnectedView | FailedView

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

/** What to ask the user for next, in the order in which a form shows it; empty when nothing can be asked. */
const fieldsOf = (context: Pick<Context, 'institution' | 'request'>): readonly RequiredField[] => {
  const { institution } = context
  if (institution === null) return []
  return (demandsOf(context) ?? []).map((field) => ({ field, caption: captionOf(institution, field) }))
}

/** What the machine's snapshot means for a view. Pure; holds no secret. */
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
