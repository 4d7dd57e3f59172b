import type { taskEither as TE } from 'fp-ts'
import type { Account } from '../codec/account.ts'
import type { Connection, ConnectionStatus } from '../codec/connection.ts'
import type { Credentials } from '../codec/credentials.ts'
import type { AccountId, ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import type { Institution } from '../codec/institution.ts'
import type { Job } from '../codec/job.ts'
import type { TransactionPage } from '../codec/transaction.ts'
import type { NewUser, User } from '../codec/user.ts'
import type { PortError } from '../failure/port-error.ts'
import type { AbortSignalLike } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'

/** One call: lazy, never rejects, stops when `signal` aborts; any `AbortSignal` fits. */
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

/** Every member given must be equal; absent members are ignored. Single quotes in values are left out. */
export interface InstitutionFilter {
  /** A name in English, e.g. `New Zealand`. */
  readonly country?: string
  readonly tier?: string
  readonly authorization?: string
  readonly serviceType?: string
  readonly institutionType?: string
  readonly stage?: string
}

/** Every member given must be equal; absent members are ignored. */
export interface ConnectionFilter {
  readonly connectionId?: ConnectionId
  readonly status?: ConnectionStatus
  readonly institutionId?: InstitutionId
}

/** Every member given must be equal; absent members are ignored. */
export interface AccountFilter {
  readonly accountId?: AccountId
  readonly connectionId?: ConnectionId
  readonly institutionId?: InstitutionId
}

/** Every member given must match; absent members are ignored. */
export interface TransactionFilter extends AccountFilter {
  readonly status?: 'pending' | 'posted'
  readonly direction?: 'debit' | 'credit'
  readonly class?: string
  /** First day of posting, `YYYY-MM-DD`, inclusive. */
  readonly postedFrom?: string
  /** Last day of posting, `YYYY-MM-DD`, inclusive. */
  readonly postedUntil?: string
}

/** Requests one page of transactions, by the cursor of the previous page. */
export interface TransactionPageRequest {
  readonly userId: UserId
  readonly filter?: TransactionFilter
  /** Transactions per page: 1 to 500. Default: 500 */
  readonly limit?: number
  /** `null` for the first page. */
  readonly cursor: string | null
}

/** The operations of the API. */
export interface BankCalls {
  readonly createUser: Call<NewUser, User>
  readonly getUser: Call<{ readonly userId: UserId }, User>
  /** Deletes the user and everything that belongs to it. */
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
  /** Starts one job per connection. The jobs may be new or already running; the server doesn't say which. */
  readonly refreshAllConnections: Call<{ readonly userId: UserId }, readonly JobId[]>
  /** Sends `password`, `securityCode` and `secondaryLoginId`; the login itself cannot change. */
  readonly updateConnection: Call<
    { readonly userId: UserId; readonly connectionId: ConnectionId; readonly credentials: Credentials },
    JobStart
  >
  readonly deleteConnection: Call<{ readonly userId: UserId; readonly connectionId: ConnectionId }, void>
  /** Reads a job. Safe to repeat. */
  readonly getJob: Call<{ readonly jobId: JobId }, Job>
  /** The user's jobs of the last seven days, most recently changed first. */
  readonly listJobs: Call<{ readonly userId: UserId; readonly connectionId?: ConnectionId }, readonly Job[]>
  /** Answers the pending challenge: one answer per prompt, in the order of the prompts. Must never be repeated blindly. */
  readonly answerMfa: Call<{ readonly jobId: JobId; readonly answers: readonly string[] }, void>
  readonly listAccounts: Call<{ readonly userId: UserId; readonly filter?: AccountFilter }, readonly Account[]>
  /** Reads one page; `transactionPages` reads them all. */
  readonly listTransactions: Call<TransactionPageRequest, TransactionPage>
}

/**
 * Everything core needs from outside: a bank and its time.
 *
 * Laws (`bankPortLaws` in `@bank-connection/core/testing` checks them): a call does nothing until its task runs; it
 * settles with an `Either` and never rejects; once `signal` has aborted it settles with `Unreachable('cancelled')`.
 */
export interface BankPort extends BankCalls {
  /** The bank's time: virtual for a simulated bank, otherwise real. */
  readonly clock: Clock
}
