import { adviceFor } from '@bank-connection/core'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ActionFailure } from '../connections/action-failure.ts'

/** Why a request was rejected; `text` is for the user. */
export interface Problem {
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly text: string
  /** When to retry, if known. */
  readonly retryAfterMs?: number
  readonly missing?: readonly string[]
}

export const problems = {
  unknownHost: { status: 421, code: 'unknown-host', text: 'This service is not available under this name.' },
  foreignOrigin: { status: 403, code: 'foreign-origin', text: 'The request came from another site.' },
  notJson: { status: 415, code: 'not-json', text: 'Send JSON, with the content type application/json.' },
  tooLarge: { status: 413, code: 'too-large', text: 'The request is too large.' },
  malformed: { status: 400, code: 'malformed', text: 'The request is not valid.' },
  noKey: {
    status: 400,
    code: 'no-idempotency-key',
    text: 'Send an Idempotency-Key: 8 to 100 letters, digits, - or _.',
  },
  noSession: { status: 401, code: 'no-session', text: 'Your session has expired. Reload the page.' },
  notFound: { status: 404, code: 'not-found', text: 'Not found.' },
  noInstitution: { status: 404, code: 'no-institution', text: "This bank can't be connected here." },
  tooManyStreams: {
    status: 429,
    code: 'too-many-streams',
    text: 'This page is open in too many windows. Close some of them.',
  },
  starting: { status: 503, code: 'starting', text: 'The service is starting.', retryAfterMs: 2_000 },
  closing: { status: 503, code: 'closing', text: 'The service is restarting.', retryAfterMs: 2_000 },
  unavailable: {
    status: 503,
    code: 'unavailable',
    text: 'Something went wrong on our side. Try again in a moment.',
    retryAfterMs: 5_000,
  },
  broken: { status: 500, code: 'broken', text: 'Something went wrong on our side.' },
} as const satisfies Readonly<Record<string, Problem>>

export const rateLimited = (retryAfterMs: number): Problem => ({
  status: 429,
  code: 'too-many-requests',
  text: 'Too many requests. Try again a little later.',
  retryAfterMs,
})

export const sendProblem = (c: Context, { status, retryAfterMs, ...body }: Problem): Response => {
  if (retryAfterMs !== undefined) c.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)))
  return c.json({ ...body, retryAfterMs }, status)
}

/** What a user is told about a failure; never text from the bank. */
export const problemOf = (failure: ActionFailure): Problem => {
  switch (failure._tag) {
    case 'NotFound':
      return problems.notFound
    case 'NotRunning':
      return { status: 409, code: 'not-running', text: 'This connection is not waiting for input.' }
    case 'StillRunning':
      return { status: 409, code: 'still-running', text: 'This connection is still in progress.' }
    case 'NotConnected':
      return { status: 409, code: 'not-connected', text: 'This bank is not connected yet.' }
    case 'TooManyConnections':
      return { status: 429, code: 'too-many-connections', text: 'You have too many connections. Remove one first.' }
    case 'TooManyRunning':
      return {
        status: 429,
        code: 'too-many-running',
        text: 'Too many connections are in progress. Wait for one to finish, or cancel it.',
      }
    case 'KeyUsedOtherwise':
      return {
        status: 422,
        code: 'key-used-otherwise',
        text: 'This Idempotency-Key was already used for another bank.',
      }
    case 'ServiceFull':
      return {
        status: 503,
        code: 'service-full',
        text: 'We are very busy right now. Try again in a minute.',
        retryAfterMs: 60_000,
      }
    case 'DatabaseFailure':
    case 'StoreUnavailable':
      return problems.unavailable
    case 'StoreConflict':
    case 'StoreCorrupt':
      return problems.broken
    default:
      return problemWithAdvice(failure)
  }
}

const problemWithAdvice = (failure: Parameters<typeof adviceFor>[0]): Problem => {
  const { text } = adviceFor(failure)
  switch (failure._tag) {
    case 'CredentialsIncomplete':
      return { status: 422, code: 'credentials-incomplete', text, missing: failure.missing }
    case 'AnswersIncomplete':
      return { status: 422, code: 'answers-incomplete', text }
    case 'ChallengeExpired':
      return { status: 409, code: 'challenge-expired', text }
    case 'NotExpected':
      return { status: 409, code: 'not-awaited', text: 'This connection is not waiting for that input.' }
    case 'InputInvalid':
      return problems.malformed
    default:
      return { status: 502, code: 'bank-unavailable', text }
  }
}
