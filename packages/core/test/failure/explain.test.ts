import { explain } from '@bank-connection/core'
import { describe, expect, test } from 'vitest'

type Explained = Parameters<typeof explain>[0]

const offline = { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' } as const
const jobId = 'job-1' as never

/** One failure of every reason; a missing reason breaks the build. */
const reasons: {
  readonly [Tag in 'Unreachable' | 'MalformedResponse' | 'TokenUnavailable']: {
    readonly [Reason in Extract<Explained, { _tag: Tag }>['reason']]: readonly string[]
  }
} = {
  Unreachable: {
    offline: ['offline'],
    timeout: ['timeout'],
    cancelled: ['aborted'],
    untrusted: ['certificate', 'base URL'],
    busy: ['queued'],
  },
  MalformedResponse: {
    shape: ['a Job', '/steps'],
    status: ['a Job'],
    redirect: ['redirects', 'base URL'],
    empty: ['no body'],
    truncated: ['ended early'],
    contentType: ['proxy', 'Job'],
    encoding: ['proxy', 'Job'],
    notJson: ['proxy', 'Job'],
    notHttp: ['proxy', 'Job'],
    tooLarge: ['limit', 'Job'],
    tooDeep: ['limit', 'Job'],
  },
  TokenUnavailable: {
    keyRejected: ['API key', 'dashboard', 'c-2'],
    accountDisabled: ['support', 'Unable to authenticate'],
    throttled: ['wait', '404'],
    refused: ['no token', 'Unable to authenticate'],
    malformed: ['no valid token'],
    provider: ['provider'],
  },
}

/** One failure of every tag; a missing tag breaks the build. */
const failures: {
  readonly [Tag in Explained['_tag']]: Extract<Explained, { _tag: Tag }>
} = {
  Unreachable: offline,
  MalformedResponse: { _tag: 'MalformedResponse', reason: 'shape', expected: 'Job', paths: ['/steps/0/status'] },
  TokenUnavailable: {
    _tag: 'TokenUnavailable',
    reason: 'keyRejected',
    status: 404,
    detail: 'Unable to authenticate',
    correlationId: 'c-2',
  },
  Refused: { _tag: 'Refused', status: 403, code: 'access-denied', detail: 'Token has expired', correlationId: 'c-1' },
  StepFailed: {
    _tag: 'StepFailed',
    jobId,
    connectionId: null,
    step: 'verify-credentials',
    code: 'service-unavailable',
    detail: null,
  },
  CredentialsIncomplete: { _tag: 'CredentialsIncomplete', missing: ['password'], unexpected: ['userToken'] },
  AuthorizationUnsupported: { _tag: 'AuthorizationUnsupported', authorization: 'other', intent: 'create' },
  ChallengeExpired: { _tag: 'ChallengeExpired', jobId, expiredAt: 1 },
  ChallengeUnanswered: { _tag: 'ChallengeUnanswered', jobId },
  AnswersRefused: { _tag: 'AnswersRefused', jobId, attempts: 5 },
  JobTimedOut: { _tag: 'JobTimedOut', jobId, deadlineAt: 1 },
  OutcomeUnknown: { _tag: 'OutcomeUnknown', lookup: offline },
  InputInvalid: { _tag: 'InputInvalid', fields: ['userId'], remedy: 'give an id' },
  Cancelled: { _tag: 'Cancelled', jobId: null, mayHaveStarted: true },
  Defect: { _tag: 'Defect', operation: 'getJob' },
  NotExpected: { _tag: 'NotExpected', call: 'submit', view: 'Working' },
  PagingStuck: { _tag: 'PagingStuck', reason: 'cycle', pages: 7 },
  NotRestored: { _tag: 'NotRestored', reason: 'newer', version: 2, paths: [] },
  AnswersIncomplete: { _tag: 'AnswersIncomplete', expected: 1, given: 2 },
  StoreConflict: { _tag: 'StoreConflict', id: 'c-17' },
  StoreUnavailable: { _tag: 'StoreUnavailable', operation: 'save', reason: 'ENOSPC' },
  StoreCorrupt: { _tag: 'StoreCorrupt', id: 'c-17' },
  NotStored: { _tag: 'NotStored', id: 'c-17' },
}

describe('explain', () => {
  test.each(Object.values(failures))('gives one complete sentence for $_tag', (failure) => {
    const sentence = explain(failure)
    expect(sentence).toMatch(/^\S.*\S$/)
    expect(sentence).not.toMatch(/undefined|null|\[object|\.\.$/)
  })

  test.each(
    Object.entries(reasons).flatMap(([tag, words]) =>
      Object.entries(words).map(([reason, wanted]) => [tag, reason, wanted] as const),
    ),
  )('tells a developer what to do about %s (%s)', (tag, reason, wanted) => {
    const sentence = explain({ ...failures[tag as keyof typeof failures], reason } as Explained)
    expect(sentence).toMatch(/^\S.*[^.]\.$/)
    expect(wanted.filter((word) => !sentence.includes(word))).toStrictEqual([])
  })

  test.each([
    [failures.Refused, ['403', 'access-denied', 'Token has expired', 'c-1']],
    [failures.MalformedResponse, ['Job', '/steps/0/status']],
    [failures.StepFailed, ['job-1', 'verify-credentials', 'service-unavailable']],
    [failures.CredentialsIncomplete, ['give password', 'leave out userToken']],
    [failures.InputInvalid, ['userId', 'give an id']],
    [failures.Defect, ['getJob']],
    [failures.StoreConflict, ['c-17', 'Another owner']],
    [failures.StoreUnavailable, ['save', 'ENOSPC', 'resume']],
  ])('names what a developer needs: $_tag', (failure, words) => {
    expect(words.filter((word) => !explain(failure).includes(word))).toStrictEqual([])
  })
})
