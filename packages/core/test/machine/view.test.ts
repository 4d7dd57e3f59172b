import type { ConnectionView } from '@bank-connection/core'
import { type ConnectionSnapshot, viewOf } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { contextOf } from '../../src/machine/assigns.ts'
import type { ConnectionInput, Context } from '../../src/machine/context.ts'

const institution = {
  id: 'AU00002',
  authorization: 'user',
  loginIdCaption: 'Login',
  secondaryLoginIdCaption: 'Branch',
  passwordCaption: 'Password',
  securityCodeCaption: 'Pin',
  userTokenCaption: 'Token',
  averages: {
    verifyCredentials: 100,
    retrieveAccounts: 200,
    retrieveTransactions: 300,
    retrieveMeta: null,
    total: null,
  },
} as unknown as NonNullable<Context['institution']>

const challenge: Context['challenge'] = {
  method: 'token',
  description: null,
  prompts: ['Code'],
  since: 0,
  expiresAt: 1_000,
  round: 1,
}

const steps: Context['steps'] = [
  { title: 'verify-credentials', status: 'success', since: 1_000 },
  { title: 'retrieve-accounts', status: 'in-progress', since: 2_000 },
]

const rejection: Context['rejection'] = { _tag: 'Unreachable', reason: 'timeout', delivered: 'unknown' }

const at = (value: unknown, members: Partial<Context> = {}, rest: object = { status: 'active' }): ConnectionView =>
  viewOf({
    value,
    context: {
      ...contextOf({
        userId: 'user-1',
        intent: { type: 'create', institutionId: 'AU00002' },
        at: 0,
      } as ConnectionInput),
      jobId: 'job-1',
      connectionId: 'c-1',
      institution,
      ...members,
    },
    ...rest,
  } as unknown as ConnectionSnapshot)

describe('the view', () => {
  test.each([
    [{ preparing: 'asking' }, 'Preparing'],
    ['creating', 'Creating'],
    ['reconciling', 'Reconciling'],
  ])('of %j only waits', (value, tag) => {
    expect(at(value)).toStrictEqual({ _tag: tag })
  })

  test("Collecting has the fields in the order of a form, with the institution's captions", () => {
    const incomplete = { _tag: 'CredentialsIncomplete', missing: ['password'], unexpected: [] } as const
    expect(at('collecting', { incomplete, rejection, steps, attempts: 1 })).toStrictEqual({
      _tag: 'Collecting',
      institution,
      fields: [
        { field: 'loginId', caption: 'Login' },
        { field: 'secondaryLoginId', caption: 'Branch' },
        { field: 'password', caption: 'Password' },
        { field: 'securityCode', caption: 'Pin' },
      ],
      incomplete,
      rejection,
      attemptsLeft: 2,
      steps,
    })
  })

  test('Collecting has the token of an institution that takes one, and no field of one that takes none', () => {
    const plain = { ...institution, securityCodeCaption: null, secondaryLoginIdCaption: null }
    expect(at('collecting', { institution: { ...plain, authorization: 'token' } })).toMatchObject({
      fields: [{ field: 'userToken', caption: 'Token' }],
    })
    expect(at('collecting', { institution: { ...plain, authorization: 'other' } })).toMatchObject({ fields: [] })
  })

  test('Challenged has what the bank asks, and why it asks again', () => {
    expect(at({ following: 'challenged' }, { challenge, rejection, steps })).toStrictEqual({
      _tag: 'Challenged',
      jobId: 'job-1',
      connectionId: 'c-1',
      challenge,
      rejection,
      steps,
    })
  })

  test.each(['verifying', 'answering', 'verifyingAnswer', 'retrievingAccounts', 'retrievingTransactions', 'parked'])(
    'of %s has the progress of the job and its expected end',
    (stage) => {
      expect(at({ following: stage }, { challenge, steps })).toStrictEqual({
        _tag: 'Working',
        jobId: 'job-1',
        connectionId: 'c-1',
        stage,
        step: steps[1],
        steps,
        expectedEndAt: 2_200,
      })
    },
  )

  test('Working expects no end if the institution is unknown', () => {
    expect(at({ following: 'verifying' }, { institution: null, steps })).toMatchObject({ expectedEndAt: null })
  })

  test('of a state with missing data is that of a starting job', () => {
    expect(at('collecting', { institution: null })).toMatchObject({ _tag: 'Working', stage: 'verifying' })
    expect(at({ following: 'challenged' })).toMatchObject({ _tag: 'Working', stage: 'verifying' })
    expect(at('unheard-of')).toMatchObject({ _tag: 'Working', stage: 'verifying' })
  })

  test('Connected has the output', () => {
    const connected = { userId: 'user-1' }
    const view = at('connected', { steps }, { status: 'done', output: E.right(connected) })
    expect(view).toStrictEqual({ _tag: 'Connected', connected })
  })

  test('Failed has the failure, the job and its steps', () => {
    const failure = { _tag: 'Cancelled', jobId: null, mayHaveStarted: false }
    const view = at('cancelled', { steps }, { status: 'done', output: E.left(failure) })
    expect(view).toStrictEqual({ _tag: 'Failed', failure, jobId: 'job-1', steps })
  })

  test.each(['done', 'error', 'stopped'])('of a machine that is %s without an output is a defect', (status) => {
    expect(at('creating', { steps }, { status, output: undefined })).toStrictEqual({
      _tag: 'Failed',
      failure: { _tag: 'Defect', operation: 'connectionMachine' },
      jobId: 'job-1',
      steps,
    })
  })

  test('of an active machine ignores an output', () => {
    expect(at('creating', {}, { status: 'active', output: E.right({}) })).toStrictEqual({ _tag: 'Creating' })
  })
})
