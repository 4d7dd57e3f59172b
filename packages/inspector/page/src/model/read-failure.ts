import type { ConnectionFailure } from '@bank-connection/core'

/** A failure as a service shows it, without the texts of the server; `null` when there is none. */
export const failureIn = (u: unknown): ConnectionFailure | null => {
  if (typeof u !== 'object' || u === null || !('_tag' in u)) return null
  const { _tag } = u
  if (typeof _tag !== 'string' || !Object.hasOwn(FAILURES, _tag)) return null
  return { ...UNTOLD, ...FAILURES[_tag as ConnectionFailure['_tag']], ...u } as unknown as ConnectionFailure
}

/** What is never told, in place of it. */
const UNTOLD = { detail: null, correlationId: null }

const lost = { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' }

/** Every failure, and what stands for the members that are left out. */
const FAILURES: Readonly<Record<ConnectionFailure['_tag'], Readonly<Record<string, unknown>>>> = {
  Unreachable: {},
  MalformedResponse: { expected: '…', paths: [] },
  Refused: {},
  TokenUnavailable: { status: null },
  StepFailed: { connectionId: null },
  CredentialsIncomplete: { missing: [], unexpected: [] },
  AuthorizationUnsupported: {},
  ChallengeExpired: {},
  ChallengeUnanswered: {},
  AnswersRefused: {},
  JobTimedOut: {},
  OutcomeUnknown: { lookup: lost },
  InputInvalid: { fields: [], remedy: 'Look at the service’s own log.' },
  Cancelled: {},
  Defect: { operation: '…' },
}
