import { type Problem, problems } from './api-error.ts'
import {
  challengeTimedOut,
  invalidCredentials,
  retriesExhausted,
  retryQueued,
  type StepError,
  serviceUnavailable,
  userActionRequired,
} from './step-error.ts'

/** A step error with this code. Uses the published texts where they exist. Pure. */
export const problemWithCode = (code: string): StepError =>
  publishedErrors.find((problem) => problem.code === code) ?? {
    code,
    title: 'The job failed on demand',
    detail: `A scripted login or an event requested the failure ${code}.`,
  }

/** An API error with this status, 400 to 599. Uses the published error where one exists. Pure. */
export const refusalWithStatus = (status: number): Problem =>
  refusals.find((problem) => problem.status === status) ?? {
    status,
    code: status < 500 ? 'request-not-valid' : 'internal-server-error',
    title: status < 500 ? 'Invalid request' : 'Internal server error',
    detail: status < 500 ? 'Invalid request' : 'Internal server error. Please contact support.',
  }

const publishedErrors: readonly StepError[] = [
  invalidCredentials,
  userActionRequired,
  serviceUnavailable,
  retryQueued,
  retriesExhausted,
  challengeTimedOut,
]

/** @source Basiq API v2.1, Errors; HTTP errors per endpoint */
const refusals: readonly Problem[] = [
  problems.connectionMalformed,
  problems.tokenInvalid,
  {
    status: 403,
    code: 'access-denied',
    title: 'Access denied.',
    detail: 'Please contact us to have your API key enabled for Connections.',
    source: null,
  },
  problems.userNotFound,
  problems.connectionExists,
  problems.requestsTooMany,
  { status: 503, code: 'service-unavailable', title: 'Service unavailable', detail: serviceUnavailable.detail },
]
