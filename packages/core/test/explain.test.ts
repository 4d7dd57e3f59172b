import { type ConnectionFailure, explain, type PagingStuck, type Refusal } from '@bank-connection/core'
import { describe, expect, test } from 'vitest'

type Explained = ConnectionFailure | PagingStuck | Refusal

const offline = { _tag: 'Unreachable', reason: 'offline', delivered: 'unknown' } as const
const jobId = 'job-1' as never

/** One of every tag; a tag that is missing here breaks the build. */
const failures: {
  readonly [Tag in Explained['_tag']]: Extract<Explained, { _tag: Tag }>
} = {
  Unreachable: offline,
  MalformedResponse: { _tag: 'MalformedResponse', expected: 'Job', paths: ['/steps/0/status'] },
  Refused: { _tag: 'Refused', status: 403, code: 'access-denied', detail: 'Token has expired', correlationId: 'c-1' },
  StepFailed: {
    _tag: 'StepFailed',
    jobId,
    connectionId: null,
    step: 'verify-credentials',
    code: 'service-unavailable',
    detail: null,
  },
  CredentialsIncomplete: { _tag: 'CredentialsIncomplete', missing: ['password'], unwanted: ['userToken'] },
  AuthorizationUnsupported: { _tag: 'AuthorizationUnsupported', authorization: 'other', intent: 'create' },
  ChallengeExpired: { _tag: 'ChallengeExpired', jobId, expiredAt: 1 },
  ChallengeUnanswered: { _tag: 'ChallengeUnanswered', jobId },
  AnswersRefused: { _tag: 'AnswersRefused', jobId, attempts: 5 },
  OutOfTime: { _tag: 'OutOfTime', jobId, deadlineAt: 1 },
  AnswerLost: { _tag: 'AnswerLost', lookup: offline },
  InputInvalid: { _tag: 'InputInvalid', fields: ['userId'], remedy: 'give an id' },
  Cancelled: { _tag: 'Cancelled', jobId: null, mayHaveStarted: true },
  Broken: { _tag: 'Broken', operation: 'getJob' },
  NotAwaited: { _tag: 'NotAwaited', call: 'submit', view: 'Working' },
  PagingStuck: { _tag: 'PagingStuck', reason: 'cycle', pages: 7 },
  AnswersIncomplete: { _tag: 'AnswersIncomplete', demanded: 1, given: 2 },
}

describe('explain', () => {
  test.each(Object.values(failures))('gives one sentence for $_tag that ends', (failure) => {
    const sentence = explain(failure)
    expect(sentence).toMatch(/^\S.*\S$/)
    expect(sentence).not.toMatch(/undefined|null|\[object|\.\.$/)
  })

  test.each([
    [failures.Refused, ['403', 'access-denied', 'Token has expired', 'c-1']],
    [failures.MalformedResponse, ['Job', '/steps/0/status']],
    [failures.StepFailed, ['job-1', 'verify-credentials', 'service-unavailable']],
    [failures.CredentialsIncomplete, ['give password', 'leave out userToken']],
    [failures.InputInvalid, ['userId', 'give an id']],
    [failures.Broken, ['getJob']],
  ])('names what a developer needs: $_tag', (failure, words) => {
    expect(words.filter((word) => !explain(failure).includes(word))).toStrictEqual([])
  })
})
