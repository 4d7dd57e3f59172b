import {
  adviceFor,
  type BankPort,
  type Connected,
  type ConnectionFailure,
  connect,
  type InstitutionId,
  type JobId,
  type UserId,
} from '@bank-connection/core'
import type { Job } from '@bank-connection/core/codec'
import { taskEither as TE } from 'fp-ts'

/** What was to be connected, and when the attempt began, in milliseconds of the bank's clock. */
export interface Attempt {
  readonly userId: UserId
  readonly institutionId: InstitutionId
  readonly startedAt: number
}

/** Follows the job of an attempt that ended before its job did. Left: the failure, if there is no job. */
export const lookAgain = (
  bank: BankPort,
  attempt: Attempt,
  failure: ConnectionFailure,
): TE.TaskEither<ConnectionFailure, Connected> =>
  adviceFor(failure).retry.when === 'afterLookup'
    ? TE.chain((jobId: JobId | null) =>
        jobId === null ? TE.left(failure) : connect(bank, { userId: attempt.userId, jobId, intent: 'follow' }),
      )(jobOf(bank, attempt, failure))
    : TE.left(failure)

/** The job that the failure names, or the latest job of this institution created since the attempt began. */
const jobOf = (
  bank: BankPort,
  { userId, institutionId, startedAt }: Attempt,
  failure: ConnectionFailure,
): TE.TaskEither<ConnectionFailure, JobId | null> => {
  if ('jobId' in failure && failure.jobId !== null) return TE.right(failure.jobId)
  const isOurs = ({ created, institution }: Job): boolean =>
    institution?.id === institutionId && created !== null && created >= startedAt - CLOCK_SKEW_MS
  return TE.map((jobs: readonly Job[]) => jobs.find(isOurs)?.id ?? null)(bank.listJobs({ userId }))
}

/** Tolerance for the server's clock, in milliseconds; its times are whole seconds. */
const CLOCK_SKEW_MS = 5_000
