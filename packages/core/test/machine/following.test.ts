import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { answer, type ConnectionSnapshot, connectionMachine } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { initialTransition, transition } from 'xstate'
import { contextOf } from '../../src/machine/assigns.ts'
import type { Challenge, ConnectionInput, Context, ResumePoint } from '../../src/machine/context.ts'
import { jobRead } from '../../src/machine/event.ts'
import { asking, checking, denied, done, jobOf, queued, retrieving, verifying } from '../scripted-port.ts'

const institution = {
  id: 'AU00002',
  authorization: 'user-mfa',
  securityCodeCaption: null,
  secondaryLoginIdCaption: null,
  averages: {
    verifyCredentials: 1,
    retrieveAccounts: 2,
    retrieveTransactions: 3,
    retrieveMeta: null,
    total: null,
  },
} as unknown as NonNullable<Context['institution']>

const challenge: Challenge = {
  method: 'token',
  description: null,
  prompts: ['Code'],
  since: 0,
  expiresAt: 600_000,
  round: 1,
}

const BASE = { userId: 'user-1', intent: { type: 'create', institutionId: 'AU00002' }, at: 0 } as ConnectionInput

/** A connection saved at `at`, restored. */
const resumed = (at: ResumePoint, members: Partial<Context> = {}) => {
  const memory = {
    ...contextOf(BASE),
    institution,
    jobId: 'job-1',
    origin: 'created',
    deadlineAt: 9_000_000,
    ...members,
  }
  return initialTransition(connectionMachine, { ...BASE, resume: { at, memory } } as ConnectionInput)
}

const shown = (job: Job): Context['steps'] => job.steps.map(({ title, status }) => ({ title, status, since: 0 }))

/** The result of an event in a restored connection. */
const afterEvent = (at: ResumePoint, event: object, members: Partial<Context> = {}) =>
  next(resumed(at, members)[0], event)

const next = (snapshot: ConnectionSnapshot, event: object) => {
  const [{ value, context }, actions] = transition(connectionMachine, snapshot, event as never)
  return { value, context, actions, told: toldBy(actions) }
}

type Actions = readonly { readonly type: string; readonly params?: unknown }[]

const toldBy = (actions: Actions): readonly unknown[] =>
  actions
    .filter(({ type }) => type === 'xstate.sendTo')
    .map(({ params }) => (params as { readonly event: { readonly type: string } }).event.type)

const inputOf = (actions: Actions, id: string): unknown =>
  actions
    .filter(({ type }) => type === 'xstate.spawnChild')
    .map(({ params }) => params as { readonly id: string; readonly input: unknown })
    .find((params) => params.id === id)?.input

const read = (job: Job) => jobRead(job, 2_000, 1_000)
const statuses = ({ steps }: Pick<Context, 'steps'>): readonly string[] => steps.map(({ status }) => status)
const settled = (result: E.Either<PortError, void>) => ({
  type: 'xstate.done.actor.answerMfa',
  output: { at: 3_000, result },
})

const refused = (status: number): PortError => ({
  _tag: 'Refused',
  status,
  code: 'c',
  detail: null,
  correlationId: null,
})

const nameless: Job = { ...done, links: null }

describe('the watch of a job receives', () => {
  test('the job, its deadline, its averages, and that it is new', () => {
    expect(inputOf(resumed('verifying')[1], 'watchJob')).toStrictEqual({
      jobId: 'job-1',
      isNew: true,
      deadlineAt: 9_000_000,
      stallTimeoutMs: 900_000,
      averages: institution.averages,
      mfa: 'always',
      answered: null,
    })
  })

  test('that it is not new once it was polled, or if it was started elsewhere', () => {
    expect(inputOf(resumed('verifying', { steps: shown(verifying) })[1], 'watchJob')).toMatchObject({ isNew: false })
    expect(inputOf(resumed('verifying', { origin: 'adopted' })[1], 'watchJob')).toMatchObject({ isNew: false })
  })

  test('that a challenge may come if the institution is unknown', () => {
    const input = inputOf(resumed('verifying', { institution: null })[1], 'watchJob')
    expect(input).toMatchObject({ averages: null, mfa: 'sometimes' })
  })

  test('the answered challenge, and no other', () => {
    const answeredAfter = (answersSent: number, round: number): unknown =>
      inputOf(resumed('verifyingAnswer', { challenge: { ...challenge, round }, answersSent })[1], 'watchJob')
    expect(answeredAfter(1, 1)).toMatchObject({ answered: challenge })
    expect(answeredAfter(2, 1)).toMatchObject({ answered: challenge })
    expect(answeredAfter(1, 2)).toMatchObject({ answered: null })
  })
})

describe('a poll leads to the stage of the job, and its steps are kept', () => {
  test.each<readonly [string, Job, unknown]>([
    ['credentials that were refused', denied, 'collecting'],
    ['a failure', jobOf(['failed', 'pending', 'pending', 'pending'], { problem: 'c' }), 'failed'],
    ['the end', done, 'connected'],
    ['an end without a connection', nameless, 'failed'],
    ['a queue', queued, { following: 'parked' }],
    ['a challenge', asking, { following: 'challenged' }],
    ['an answer that is checked', checking, { following: 'verifyingAnswer' }],
    ['accounts', retrieving, { following: 'retrievingAccounts' }],
    ['transactions', jobOf(['success', 'success', 'success', 'in-progress']), { following: 'retrievingTransactions' }],
    ['credentials that are checked', verifying, { following: 'verifying' }],
  ])('%s', (_, job, expected) => {
    const { value, context } = afterEvent('verifying', read(job))
    expect(value).toStrictEqual(expected)
    expect(statuses(context)).toStrictEqual(job.steps.map(({ status }) => status))
  })

  test('but the stage stays if the job goes back, which is recorded', () => {
    const { value, context } = afterEvent('retrievingAccounts', read(verifying), { steps: shown(retrieving) })
    expect(value).toStrictEqual({ following: 'retrievingAccounts' })
    expect(context.anomalies).toStrictEqual(['step-regressed'])
  })

  test('the bank resumes a queued job', () => {
    expect(afterEvent('parked', read(verifying)).value).toStrictEqual({ following: 'verifying' })
  })

  test('rejected credentials are asked for again, and their job is over', () => {
    const { context } = afterEvent('verifying', read(denied))
    expect(context).toMatchObject({ jobId: null, previousJobIds: ['job-1'], attempts: 1 })
    expect(context.rejection).toMatchObject({ _tag: 'StepFailed', code: 'invalid-credentials' })
  })

  test('a failure is that of the step', () => {
    const job = jobOf(['failed', 'pending', 'pending', 'pending'], { problem: 'c' })
    expect(afterEvent('verifying', read(job)).context.failure).toMatchObject({ _tag: 'StepFailed', code: 'c' })
  })

  test('a challenge is kept with its deadline', () => {
    expect(afterEvent('verifying', read(asking)).context.challenge).toStrictEqual({
      ...challenge,
      since: 2_000,
      expiresAt: 122_000,
    })
  })

  test('a finished job without a connection fails and names the missing member', () => {
    expect(afterEvent('verifying', read(nameless)).context.failure).toStrictEqual(
      malformedResponse('Job', ['/links/source']),
    )
  })

  test('a challenge after the last allowed answer fails, and its steps are kept', () => {
    const { value, context } = afterEvent('verifyingAnswer', read(asking), { challenge, answersSent: 5 })
    expect(value).toBe('failed')
    expect(context.failure).toStrictEqual({ _tag: 'AnswersRefused', jobId: 'job-1', attempts: 5 })
    expect(statuses(context)).toStrictEqual(['success', 'in-progress', 'pending', 'pending'])
  })

  test('queueing the job clears the challenge', () => {
    expect(afterEvent('verifyingAnswer', read(queued), { challenge, answersSent: 1 }).context.challenge).toBeNull()
  })

  test('a challenge already shown stays, in its new words, and its steps are kept', () => {
    const { value, context } = afterEvent('challenged', read(asking), {
      challenge: { ...challenge, description: 'old' },
    })
    expect(value).toStrictEqual({ following: 'challenged' })
    expect(context.challenge).toStrictEqual(challenge)
    expect(statuses(context)).toStrictEqual(['success', 'in-progress', 'pending', 'pending'])
  })
})

describe('a job that can no longer be followed fails', () => {
  test('with the failure of the watch', () => {
    const { value, context } = afterEvent('verifying', { type: 'watchFailed', failure: refused(403) })
    expect(value).toBe('failed')
    expect(context.failure).toStrictEqual(refused(403))
  })

  test('with the deadline that passed', () => {
    const { value, context } = afterEvent('parked', { type: 'outOfTime', deadlineAt: 5_000 })
    expect(value).toBe('failed')
    expect(context.failure).toStrictEqual({ _tag: 'JobTimedOut', jobId: 'job-1', deadlineAt: 5_000 })
  })

  test('with an unanswered challenge, at its deadline', () => {
    expect(inputOf(resumed('challenged', { challenge })[1], 'alarm')).toStrictEqual({ at: 600_000 })
    expect(inputOf(resumed('challenged')[1], 'alarm')).toStrictEqual({ at: 0 })
    const rings = { type: 'xstate.done.actor.alarm', output: undefined }
    const { value, context } = afterEvent('challenged', rings, { challenge })
    expect(value).toBe('failed')
    expect(context.failure).toStrictEqual({ _tag: 'ChallengeExpired', jobId: 'job-1', expiredAt: 600_000 })
  })
})

describe('a bug in an adapter ends the connection with a Defect that names the operation', () => {
  test.each([
    ['watchJob', 'verifying'],
    ['alarm', 'challenged'],
  ] as const)('%s', (operation, at) => {
    const { value, context } = afterEvent(at, { type: `xstate.error.actor.${operation}`, error: 1 }, { challenge })
    expect(value).toBe('broken')
    expect(context.failure).toStrictEqual({ _tag: 'Defect', operation })
  })

  test('a defect reported by the watch', () => {
    const { value, context } = afterEvent('verifying', { type: 'defect', operation: 'getJob' })
    expect(value).toBe('broken')
    expect(context.failure).toStrictEqual({ _tag: 'Defect', operation: 'getJob' })
  })

  test('an answer that throws', () => {
    const { value, context } = next(answering(), { type: 'xstate.error.actor.answerMfa', error: 1 })
    expect(value).toBe('broken')
    expect(context.failure).toStrictEqual({ _tag: 'Defect', operation: 'answerMfa' })
  })
})

/** A connection that is sending an answer. */
const answering = (members: Partial<Context> = {}): ConnectionSnapshot => {
  const [asked] = resumed('challenged', { challenge, ...members })
  return transition(connectionMachine, asked, answer(['123456'], 1_000))[0]
}

describe('while an answer is being sent', () => {
  test('the watch pauses, and the answer is kept', () => {
    const [asked] = resumed('challenged', { challenge })
    const given = answer(['123456'], 1_000)
    const { value, context, told, actions } = next(asked, given)
    expect(inputOf(actions, 'answerMfa')).toStrictEqual({ jobId: 'job-1', answers: given.answers })
    expect(value).toStrictEqual({ following: 'answering' })
    expect(context.answers).not.toBeNull()
    expect(told).toStrictEqual(['pause'])
  })

  test.each<readonly [string, E.Either<PortError, void>, string, number]>([
    ['that never left is asked for again', E.left(unreachable('offline', 'no')), 'challenged', 0],
    ['that was refused is asked for again, and counts', E.left(refused(400)), 'challenged', 1],
    [
      'that may have got lost is taken for given, and counts',
      E.left(unreachable('timeout', 'unknown')),
      'verifyingAnswer',
      1,
    ],
    ['that was taken is checked, and counts', E.right(undefined), 'verifyingAnswer', 1],
  ])('an answer %s; the watch resumes, and the answer is dropped', (_, result, stage, answersSent) => {
    const { value, context, told } = next(answering(), settled(result))
    expect(value).toStrictEqual({ following: stage })
    expect(context).toMatchObject({ answersSent, answers: null, rejection: E.isLeft(result) ? result.left : null })
    expect(told).toStrictEqual(['resume'])
  })

  test('an answer rejected for the last time ends the connection, and is dropped', () => {
    const { value, context } = next(answering({ answersSent: 4 }), settled(E.left(refused(400))))
    expect(value).toBe('failed')
    expect(context).toMatchObject({ answers: null, failure: { _tag: 'AnswersRefused' } })
  })

  test('an answer that cannot be sent at all ends the connection with the reason, and is dropped', () => {
    const { value, context } = next(answering(), settled(E.left(refused(401))))
    expect(value).toBe('failed')
    expect(context).toMatchObject({ answers: null, failure: refused(401) })
  })

  test('an earlier poll is kept without a transition, unless the job has ended', () => {
    const { value, context } = next(answering(), read(retrieving))
    expect(value).toStrictEqual({ following: 'answering' })
    expect(statuses(context)).toStrictEqual(['success', 'success', 'in-progress', 'pending'])
    expect(next(answering(), read(done)).value).toBe('connected')
    expect(next(answering(), read(jobOf(['success', 'failed', 'pending', 'pending']))).value).toBe('failed')
  })
})
