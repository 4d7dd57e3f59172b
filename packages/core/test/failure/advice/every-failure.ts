import type { adviceFor } from '@bank-connection/core'

export type AnyFailure = Parameters<typeof adviceFor>[0]

type Of<Tag extends AnyFailure['_tag']> = Extract<AnyFailure, { readonly _tag: Tag }>

/** One failure of every tag; a missing tag breaks the build. */
type OneOfEach = { readonly [Tag in AnyFailure['_tag']]: Of<Tag> }

const jobId = 'job-1' as never

/** A text of the server, which no message may repeat. */
export const SERVER_WORDS = 'Sw0rdfish of the server'

export const oneOfEach: OneOfEach = {
  Unreachable: { _tag: 'Unreachable', reason: 'offline', delivered: 'no' },
  MalformedResponse: { _tag: 'MalformedResponse', reason: 'shape', expected: 'Job', paths: ['/steps/0/status'] },
  Refused: { _tag: 'Refused', status: 400, code: 'never-seen', detail: SERVER_WORDS, correlationId: 'c-1' },
  TokenUnavailable: {
    _tag: 'TokenUnavailable',
    reason: 'keyRejected',
    status: 404,
    detail: SERVER_WORDS,
    correlationId: 'c-2',
  },
  StepFailed: {
    _tag: 'StepFailed',
    jobId,
    connectionId: null,
    step: 'retrieve-accounts',
    code: 'never-seen',
    detail: SERVER_WORDS,
  },
  CredentialsIncomplete: { _tag: 'CredentialsIncomplete', missing: ['password'], unexpected: [] },
  AuthorizationUnsupported: { _tag: 'AuthorizationUnsupported', authorization: 'other', intent: 'create' },
  ChallengeExpired: { _tag: 'ChallengeExpired', jobId, expiredAt: 1 },
  ChallengeUnanswered: { _tag: 'ChallengeUnanswered', jobId },
  AnswersRefused: { _tag: 'AnswersRefused', jobId, attempts: 5 },
  JobTimedOut: { _tag: 'JobTimedOut', jobId, deadlineAt: 1 },
  OutcomeUnknown: { _tag: 'OutcomeUnknown', lookup: { _tag: 'Unreachable', reason: 'offline', delivered: 'no' } },
  InputInvalid: { _tag: 'InputInvalid', fields: ['userId'], remedy: SERVER_WORDS },
  Cancelled: { _tag: 'Cancelled', jobId: null, mayHaveStarted: false },
  Defect: { _tag: 'Defect', operation: 'getJob' },
  NotExpected: { _tag: 'NotExpected', call: 'submit', view: 'Working' },
  AnswersIncomplete: { _tag: 'AnswersIncomplete', expected: 1, given: 0 },
  PagingStuck: { _tag: 'PagingStuck', reason: 'cycle', pages: 7 },
  StoreConflict: { _tag: 'StoreConflict', id: 'c-1' },
  StoreUnavailable: { _tag: 'StoreUnavailable', operation: 'save', reason: 'ENOSPC' },
  StoreCorrupt: { _tag: 'StoreCorrupt', id: 'c-1' },
  NotStored: { _tag: 'NotStored', id: 'c-1' },
  NotRestored: { _tag: 'NotRestored', reason: 'newer', version: 2, paths: [] },
}

type Reasons = {
  readonly [Tag in 'Unreachable' | 'MalformedResponse' | 'TokenUnavailable' | 'PagingStuck']: {
    readonly [Reason in Of<Tag>['reason']]: null
  }
}

/** Every reason of the failures that have one; a missing one breaks the build. */
const reasons: Reasons = {
  Unreachable: { offline: null, timeout: null, cancelled: null, untrusted: null, busy: null },
  MalformedResponse: {
    shape: null,
    status: null,
    redirect: null,
    empty: null,
    truncated: null,
    contentType: null,
    encoding: null,
    notJson: null,
    notHttp: null,
    tooLarge: null,
    tooDeep: null,
  },
  TokenUnavailable: {
    keyRejected: null,
    accountDisabled: null,
    throttled: null,
    refused: null,
    malformed: null,
    provider: null,
  },
  PagingStuck: { cycle: null, limit: null },
}

const hasReasons = (tag: string): tag is keyof Reasons => Object.hasOwn(reasons, tag)

/** Every failure, by the member that distinguishes it from others of its tag; server codes separately. */
export const everyFailure: readonly (readonly [name: string, failure: AnyFailure])[] = Object.values(oneOfEach).flatMap(
  (failure): readonly (readonly [string, AnyFailure])[] => {
    if (failure._tag === 'Cancelled')
      return [
        ['Cancelled, nothing was sent', failure],
        ['Cancelled, mayHaveStarted', { ...failure, mayHaveStarted: true }],
      ]
    if (!hasReasons(failure._tag)) return [[failure._tag, failure]]
    return Object.keys(reasons[failure._tag]).flatMap((reason): readonly (readonly [string, AnyFailure])[] => {
      const one = { ...failure, reason } as AnyFailure
      if (one._tag !== 'Unreachable') return [[`${failure._tag} ${reason}`, one]]
      return (['no', 'unknown'] as const).map((delivered) => [
        `Unreachable ${reason}, delivered ${delivered}`,
        { ...one, delivered },
      ])
    })
  },
)
