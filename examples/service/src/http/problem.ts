import { adviceFor } from '@bank-connection/core'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { NotDone } from '../connections/action-failure.ts'

/** Why a request is refused; `text` is for the person. */
export interface Problem {
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly text: string
  /** When it may be tried again; absent: there is no telling. */
  readonly retryAfterMs?: number
  readonly missing?: readonly string[]
}

export const problems = {
  unknownHost: { status: 421, code: 'unknown-host', text: 'This service is not reached under that name.' },
  foreignOrigin: { status: 403, code: 'foreign-origin', text: 'The request comes from another site.' },
  notJson: { status: 415, code: 'not-json', text: 'Send JSON, with the content type application/json.' },
  tooLarge: { status: 413, code: 'too-large', text: 'The request is too large.' },
  malformed: { status: 400, code: 'malformed', text: 'The request is not of the form that is expected.' },
  noKey: {
    status: 400,
    code: 'no-idempotency-key',
    text: 'Send an Idempotency-Key: 8 to 100 letters, digits, - or _.',
  },
  noSession: { status: 401, code: 'no-session', text: 'The session is over. Load the page again.' },
  notFound: { status: 404, code: 'not-found', text: 'There is no such thing.' },
  noInstitution: { status: 404, code: 'no-institution', text: 'This bank cannot be connected here.' },
  tooManyStreams: { status: 429, code: 'too-many-streams', text: 'The page is open too often. Close some.' },
  starting: { status: 503, code: 'starting', text: 'The service is being started.', retryAfterMs: 2_000 },
  closing: { status: 503, code: 'closing', text: 'The service is being restarted.', retryAfterMs: 2_000 },
  unavailable: {
    status: 503,
    code: 'unavailable',
    text: 'Something is wrong on our side. Try again in a moment.',
    retryAfterMs: 5_000,
  },
  broken: { status: 500, code: 'broken', text: 'Something is wrong on our side.' },
} as const satisfies Readonly<Record<string, Problem>>

export const tooMany = (retryAfterMs: number): Problem => ({
  status: 429,
  code: 'too-many-requests',
  text: 'Too much was asked for at once. Try again a little later.',
  retryAfterMs,
})

/** Answers with a problem. */
export const refuse = (c: Context, { status, retryAfterMs, ...body }: Problem): Response => {
  if (retryAfterMs !== undefined) c.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)))
  return c.json({ ...body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }, status)
}

/** What a person is told of what could not be done; never a word of the server's. */
export const problemOf = (failure: NotDone): Problem => {
  switch (failure._tag) {
    case 'NotFound':
      return problems.notFound
    case 'NotRunning':
      return { status: 409, code: 'not-running', text: 'This connection does not wait for anything now.' }
    case 'StillRunning':
      return { status: 409, code: 'still-running', text: 'This connection is still being made.' }
    case 'NotConnected':
      return { status: 409, code: 'not-connected', text: 'This connection has not been made yet.' }
    case 'TooManyConnections':
      return { status: 429, code: 'too-many-connections', text: 'You have too many connections. Remove one first.' }
    case 'TooManyRunning':
      return {
        status: 429,
        code: 'too-many-running',
        text: 'Too many connections are being made at once. Wait for one to end, or cancel it.',
      }
    case 'KeyUsedOtherwise':
      return { status: 422, code: 'key-used-otherwise', text: 'This Idempotency-Key was used for another bank.' }
    case 'ServiceFull':
      return {
        status: 503,
        code: 'service-full',
        text: 'There is much to do. Try again in a minute.',
        retryAfterMs: 60_000,
      }
    case 'DatabaseFailure':
    case 'StoreUnavailable':
      return problems.unavailable
    case 'StoreConflict':
    case 'StoreCorrupt':
      return problems.broken
    default:
      return advised(failure)
  }
}

const advised = (failure: Parameters<typeof adviceFor>[0]): Problem => {
  const { text } = adviceFor(failure)
  switch (failure._tag) {
    case 'CredentialsIncomplete':
      return { status: 422, code: 'credentials-incomplete', text, missing: failure.missing }
    case 'AnswersIncomplete':
      return { status: 422, code: 'answers-incomplete', text }
    case 'ChallengeExpired':
      return { status: 409, code: 'challenge-expired', text }
    case 'NotExpected':
      return { status: 409, code: 'not-awaited', text: 'This connection does not wait for that now.' }
    case 'InputInvalid':
      return { ...problems.malformed }
    default:
      return { status: 502, code: 'bank-unavailable', text }
  }
}
