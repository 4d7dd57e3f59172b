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
 * Wraps a port and records every call: `called` when a task runs, `settled` when it settles. Texts in failures and jobs
 * are reduced to known words, and connections lose their profile and accounts. The result is `null` for users, accounts,
 * transactions and operations without a result. An invalid job is recorded as `rejected`. Credentials and answers are
 * never recorded, nor is a call that was aborted before it ran.
 *
 * @param onEvent - called synchronously, in order; must not throw
 * @param nextCall - returns the number of the next call. When absent, calls are counted from 1
 */
export const recordingPort = (
  port: BankPort,
  onEvent: (event: TraceEvent) => void,
  nextCall: () => number = countFrom(1),
): BankPort => {
  const { clock } = port
  return wrappedPort(port, (operation, below) => (input, signal) => {
    const task = below(input, signal)
    return async () => {
      if (signal?.aborted === true) return task()
      const call = nextCall()
      onEvent({ type: 'called', at: clock.now(), call, operation, about: subjectOf(input) })
      try {
        const result = await task()
        onEvent({ type: 'settled', at: clock.now(), call, operation, result: recordedResult(operation, result) })
        return result
      } catch (error) {
        onEvent({ type: 'settled', at: clock.now(), call, operation, result: 'rejected' })
        throw error
      }
    }
  })
}

/** Returns a function that counts up from `first`. */
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

const recordedResult = (operation: keyof BankCalls, result: Result): Result | 'rejected' => {
  try {
    return E.isLeft(result) ? E.left(sanitizeFailure(result.left)) : E.right(recordedValue(operation, result.right))
  } catch {
    return 'rejected'
  }
}

const withoutPerson = (connection: Connection): Connection => ({ ...connection, profile: null, accounts: null })

const recordedValue = (operation: keyof BankCalls, value: unknown): unknown => {
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
