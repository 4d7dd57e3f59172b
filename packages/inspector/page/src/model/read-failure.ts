import type { ConnectionFailure } from '@bank-connection/core'

/** Reads a failure that a service sent, without the texts of the bank's server; `null` if there is none. */
export const readFailure = (u: unknown): ConnectionFailure | null => {
  if (typeof u !== 'object' || u === null || !('_tag' in u)) return null
  const { _tag } = u
  if (typeof _tag !== 'string' || !Object.hasOwn(FAILURES, _tag)) return null
  return { ...OMITTED, ...FAILURES[_tag as ConnectionFailure['_tag']], ...u } as unknown as ConnectionFailure
}

/** Stands for members that are never sent. */
const OMITTED = { detail: null, correlationId: null }

const lost = { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' }

/** Every failure, with values for the members that are not sent. */
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
  InputInvalid: { fields: [], remedy: 'Check the log of the service.' },
  Cancelled: {},
  Defect: { operation: '…' },
}
