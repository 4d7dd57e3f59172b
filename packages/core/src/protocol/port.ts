import type { taskEither as TE } from 'fp-ts'
import type { Account } from '../codec/account.ts'
import type { Connection, ConnectionStatus } from '../codec/connection.ts'
import type { Credentials } from '../codec/credentials.ts'
import type { AccountId, ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import type { Institution } from '../codec/institution.ts'
import type { Job } from '../codec/job.ts'
import type { TransactionPage } from '../codec/transaction.ts'
import type { NewUser, User } from '../codec/user.ts'
import type { PortError } from '../failure/connection-failure.ts'
import type { AbortSignalLike } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'

/** One call: lazily run, never rejects, stops when `signal` aborts; any `AbortSignal` fits. */
export type Call<I, A> = (input: I, signal?: AbortSignalLike) => TE.TaskEither<PortError, A>

/**
 * The response to a request that starts a job.
 *
 * @source Basiq API v2.1, "Create a connection": 202 is a new job (`created`); 200 is the original one, which is still
 * queued or in progress (`alreadyRunning`)
 */
export interface JobStart {
  readonly outcome: 'created' | 'alreadyRunning'
  readonly jobId: JobId
}

/** Every member given must be equal; absent members do not matter. Single quotes in texts are left out. */
export interface InstitutionFilter {
  /** A name in English, e.g. `New Zealand`. */
  readonly country?: string
  readonly tier?: string
  readonly authorization?: string
  readonly serviceType?: string
  readonly institutionType?: string
  readonly stage?: string
}

/** Every member given must be equal; absent members do not matter. */
export interface ConnectionFilter {
  readonly connectionId?: ConnectionId
  readonly status?: ConnectionStatus
  readonly institutionId?: InstitutionId
}

/** Every member given must be equal; absent members do not matter. */
export interface AccountFilter {
  readonly accountId?: AccountId
  readonly connectionId?: ConnectionId
  readonly institutionId?: InstitutionId
}

/** Every member given must hold; absent members do not matter. */
export interface TransactionFilter extends AccountFilter {
  readonly status?: 'pending' | 'posted'
  readonly direction?: 'debit' | 'credit'
  readonly class?: string
  /** First day of posting, `YYYY-MM-DD`, itself included. */
  readonly postedFrom?: string
  /** Last day of posting, `YYYY-MM-DD`, itself included. */
  readonly postedUntil?: string
}

/** One page of transactions is asked for by the cursor of the page before. */
export interface TransactionPageRequest {
  readonly userId: UserId
  readonly filter?: TransactionFilter
  /** Transactions per page: 1 to 500; 500 when absent. */
  readonly limit?: number
  /** `null` for the first page. */
  readonly cursor: string | null
}

/** The calls that the API offers, as data in and data out. */
export interface BankCalls {
  readonly createUser: Call<NewUser, User>
  readonly getUser: Call<{ readonly userId: UserId }, User>
  /** Removes the user with everything that belongs to it. */
  readonly deleteUser: Call<{ readonly userId: UserId }, void>
  readonly listInstitutions: Call<{ readonly filter?: InstitutionFilter }, readonly Institution[]>
  readonly getInstitution: Call<{ readonly institutionId: InstitutionId }, Institution>
  /** Starts a job. Must never be repeated blindly: see `reconciling` in the machine. */
  readonly createConnection: Call<
    { readonly userId: UserId; readonly institutionId: InstitutionId; readonly credentials: Credentials },
    JobStart
  >
  readonly listConnections: Call<{ readonly userId: UserId; readonly filter?: ConnectionFilter }, readonly Connection[]>
  readonly getConnection: Call<{ readonly userId: UserId; readonly connectionId: ConnectionId }, Connection>
  readonly refreshConnection: Call<{ readonly userId: UserId; readonly connectionId: ConnectionId }, JobStart>
  /** Starts one job per connection; the jobs may be new ones or the original ones, the server does not say which. */
  readonly refreshAllConnections: Call<{ readonly userId: UserId }, readonly JobId[]>
  /** Sends `password`, `securityCode` and `secondaryLoginId`; the login itself cannot change. */
  readonly updateConnection: Call<
    { readonly userId: UserId; readonly connectionId: ConnectionId; readonly credentials: Credentials },
    JobStart
  >
  readonly deleteConnection: Call<{ readonly userId: UserId; readonly connectionId: ConnectionId }, void>
  /** Reads a job. Repeating it changes nothing. */
  readonly getJob: Call<{ readonly jobId: JobId }, Job>
  /** The user's jobs of the last seven days, the latest change first. */
  readonly listJobs: Call<{ readonly userId: UserId; readonly connectionId?: ConnectionId }, readonly Job[]>
  /** Answers the pending challenge: one answer per prompt, in the order of the prompts. Must never be repeated blindly. */
  readonly answerMfa: Call<{ readonly jobId: JobId; readonly answers: readonly string[] }, void>
  readonly listAccounts: Call<{ readonly userId: UserId; readonly filter?: AccountFilter }, readonly Account[]>
  /** One page; `transactionPages` follows them all. */
  readonly listTransactions: Call<TransactionPageRequest, TransactionPage>
}

/**
 * Everything that the core asks of the outside world: a bank, and the time that passes there.
 *
 * Laws (`bankPortLaws` in `@bank-connection/core/testing` checks them): a call does nothing until its task is run; it
 * settles with an `Either`, never by rejecting; once `signal` has aborted it settles with `Unreachable('cancelled')`.
 */
export interface BankPort extends BankCalls {
  /** The bank's own time: virtual for a simulated bank, real otherwise. */
  readonly clock: Clock
}
