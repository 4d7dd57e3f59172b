import { either as E } from 'fp-ts'
import type { Connection } from '../codec/connection.ts'
import type { Credentials } from '../codec/credentials.ts'
import type { Job } from '../codec/job.ts'
import { givenFields } from '../domain/authorization.ts'
import type { PortError } from '../failure/port-error.ts'
import type { BankCalls, BankPort } from '../protocol/port.ts'
import { sanitizeFailure, sanitizeJob } from '../secrets/sanitize.ts'
import type { CallSubject, TraceEvent } from './trace.ts'
import { wrappedPort } from './wrapped-port.ts'

/**
 * A port that tells of every call, and is otherwise the one below: `called` when a task is run, `settled` when it
 * settles. Failures and jobs come in known words, a connection without its profile and accounts, and of users,
 * accounts, transactions and what gives nothing only that they came (`null`). A job that is none counts as `rejected`.
 * Credentials and answers are never told. A call that was stopped before it was run does not leave, and is not told.
 *
 * @param tell - called at once, in the order of what happens; must not throw
 * @param nextCall - the number of the next call; when absent, this port counts from 1
 */
export const recordingPort = (
  port: BankPort,
  tell: (event: TraceEvent) => void,
  nextCall: () => number = countFrom(1),
): BankPort => {
  const { clock } = port
  return wrappedPort(port, (operation, below) => (input, signal) => {
    const task = below(input, signal)
    return async () => {
      if (signal?.aborted === true) return task()
      const call = nextCall()
      tell({ type: 'called', at: clock.now(), call, operation, about: subjectOf(input) })
      try {
        const result = await task()
        tell({ type: 'settled', at: clock.now(), call, operation, result: told(operation, result) })
        return result
      } catch (error) {
        tell({ type: 'settled', at: clock.now(), call, operation, result: 'rejected' })
        throw error
      }
    }
  })
}

/** Gives `first`, then the next whole number, and so on. */
export const countFrom = (first: number): (() => number) => {
  let next = first
  return () => next++
}

type Ids = 'userId' | 'institutionId' | 'connectionId' | 'jobId'
type Input = { readonly [Id in Ids]?: string } & {
  readonly credentials?: Credentials
  readonly answers?: readonly string[]
}

type Writable<A> = { -readonly [Name in keyof A]: A[Name] }

const subjectOf = (input: Input): CallSubject => {
  const about: Writable<CallSubject> = {}
  const { userId, institutionId, connectionId, jobId, credentials, answers } = input
  if (userId !== undefined) about.userId = userId
  if (institutionId !== undefined) about.institutionId = institutionId
  if (connectionId !== undefined) about.connectionId = connectionId
  if (jobId !== undefined) about.jobId = jobId
  if (credentials !== undefined) about.given = givenFields(credentials)
  if (answers !== undefined) about.answers = answers.length
  return about
}

type Result = E.Either<PortError, unknown>

const told = (operation: keyof BankCalls, result: Result): Result | 'rejected' => {
  try {
    return E.isLeft(result) ? E.left(sanitizeFailure(result.left)) : E.right(toldOf(operation, result.right))
  } catch {
    return 'rejected'
  }
}

const withoutPerson = (connection: Connection): Connection => ({ ...connection, profile: null, accounts: null })

const toldOf = (operation: keyof BankCalls, value: unknown): unknown => {
  switch (operation) {
    case 'getJob':
      return sanitizeJob(value as Job)
    case 'listJobs':
      return (value as readonly Job[]).map(sanitizeJob)
    case 'getConnection':
      return withoutPerson(value as Connection)
    case 'listConnections':
      return (value as readonly Connection[]).map(withoutPerson)
    case 'createConnection':
    case 'refreshConnection':
    case 'updateConnection':
    case 'refreshAllConnections':
    case 'getInstitution':
    case 'listInstitutions':
      return value
    case 'createUser':
    case 'getUser':
    case 'deleteUser':
    case 'deleteConnection':
    case 'answerMfa':
    case 'listAccounts':
    case 'listTransactions':
      return null
  }
}
