import type { JobId } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { describe, expect, test } from 'vitest'
import {
  challenged,
  contextOf,
  credentialsDenied,
  incompleteOf,
  interrupted,
  jobStarted,
  reading,
  rephrased,
  submitted,
} from '../../src/machine/assigns.ts'
import type { Challenge, ConnectionInput, Context } from '../../src/machine/context.ts'
import { type JobRead, jobRead } from '../../src/machine/event.ts'
import { defaultLimits } from '../../src/machine/limits.ts'
import { asking, checking, done, jobOf, retrieving, verifying } from '../scripted-port.ts'

const CREATE = { type: 'create', institutionId: 'AU00002' }
const REFRESH = { type: 'refresh', connectionId: 'c-0' }
const UPDATE = { type: 'update', connectionId: 'c-0' }
const FOLLOW = { type: 'follow', jobId: 'job-0' }

const inputOf = (intent: unknown, rest: object = {}): ConnectionInput =>
  ({ userId: 'user-1', intent, at: 7, ...rest }) as ConnectionInput

const profile = (authorization: string) =>
  ({ authorization, securityCodeCaption: null, secondaryLoginIdCaption: null }) as Context['institution']

const contextWith = (members: Partial<Context> = {}, intent: unknown = CREATE): Context => ({
  ...contextOf(inputOf(intent)),
  ...members,
})

/** A job that succeeded without a challenge. */
const unasked = jobOf(['success', 'skipped', 'success', 'success'])

const lost = unreachable('timeout', 'unknown')

const challenge: Challenge = {
  method: 'token',
  description: null,
  prompts: ['Code'],
  since: 0,
  expiresAt: 1_000,
  round: 1,
}

const read = (job: Job, at = 2_000, previousAt = 1_000): JobRead => jobRead(job, at, previousAt)

const describing = (description: string | null, expiryMs: number | null = 120_000): Job => ({
  ...asking,
  steps: asking.steps.map((step) =>
    step.result?._tag === 'Challenge' ? { ...step, result: { ...step.result, description, expiryMs } } : step,
  ),
})

describe('the initial context', () => {
  test.each([
    ['create', CREATE, { request: 'create', connectionId: null, jobId: null }],
    ['refresh', REFRESH, { request: 'refresh', connectionId: 'c-0', jobId: null }],
    ['update', UPDATE, { request: 'update', connectionId: 'c-0', jobId: null }],
    ['follow', FOLLOW, { request: 'create', connectionId: null, jobId: 'job-0' }],
  ])('of %s has its request and the ids of its intent', (_, intent, expected) => {
    expect(contextOf(inputOf(intent))).toStrictEqual({
      userId: 'user-1',
      intent,
      ...expected,
      limits: defaultLimits,
      institution: null,
      previousJobIds: [],
      origin: null,
      requestedAt: 7,
      deadlineAt: null,
      attempts: 0,
      rejection: null,
      challenge: null,
      answersSent: 0,
      steps: [],
      anomalies: [],
      failure: null,
      incomplete: null,
      credentials: null,
      answers: null,
      resumeAt: null,
    })
  })

  test('has the given institution and limits', () => {
    const context = contextOf(inputOf(CREATE, { institution: profile('user'), limits: { attemptsMax: 1 } }))
    expect(context.institution).toStrictEqual(profile('user'))
    expect(context.limits).toStrictEqual({ ...defaultLimits, attemptsMax: 1 })
  })

  test('is complete without an input', () => {
    const context = contextOf(undefined)
    expect(context).toStrictEqual({
      ...contextOf({ userId: '', intent: { type: 'follow', jobId: '' }, at: 0 } as unknown as ConnectionInput),
    })
    expect(context).toMatchObject({ userId: '', jobId: '', requestedAt: 0 })
  })

  test('is the saved content, without secrets, with the resume point', () => {
    const saved = contextWith({ jobId: 'job-9' as JobId, attempts: 2 })
    const { incomplete: _, credentials: __, answers: ___, resumeAt: ____, ...memory } = saved
    expect(contextOf(inputOf(CREATE, { resume: { at: 'creating', memory } }))).toStrictEqual({
      ...saved,
      resumeAt: 'creating',
    })
  })
})

describe('the context', () => {
  test('after an interruption says that the request may have been sent', () => {
    expect(interrupted).toStrictEqual({ rejection: unreachable('cancelled', 'unknown') })
  })

  test('after a submit has the handle and the time, and nothing of the earlier job', () => {
    const credentials = {} as never
    expect(submitted({ at: 9, credentials } as never)).toStrictEqual({
      credentials,
      requestedAt: 9,
      incomplete: null,
      rejection: null,
      steps: [],
    })
  })

  test('after a submit that does not fit has the missing and unexpected fields', () => {
    const given = { given: ['loginId', 'userToken'] } as never
    expect(incompleteOf(contextWith({ institution: profile('user') }), given)).toStrictEqual({
      incomplete: { _tag: 'CredentialsIncomplete', missing: ['password'], unexpected: ['userToken'] },
    })
    expect(incompleteOf(contextWith(), given)).toStrictEqual({
      incomplete: { _tag: 'CredentialsIncomplete', missing: [], unexpected: ['loginId', 'userToken'] },
    })
  })

  test('of a started job has its id, origin and deadline, and nothing of an earlier job', () => {
    const job = jobStarted(contextWith(), 'job-1' as JobId, 'created', 1_000)
    expect(job).toStrictEqual({
      jobId: 'job-1',
      origin: 'created',
      deadlineAt: 1_000 + defaultLimits.jobTimeoutMs,
      credentials: null,
      challenge: null,
      answers: null,
      answersSent: 0,
      rejection: null,
      steps: [],
    })
  })

  test('after rejected credentials has one more attempt, the previous job and the reason', () => {
    const known = { jobId: 'job-1' as JobId, connectionId: 'c-1' as never, previousJobIds: ['job-0' as JobId] }
    expect(credentialsDenied(contextWith({ ...known, attempts: 1 }), lost)).toStrictEqual({
      attempts: 2,
      request: 'create',
      connectionId: null,
      jobId: null,
      previousJobIds: ['job-0', 'job-1'],
      rejection: lost,
      credentials: null,
    })
  })

  test('after credentials rejected without a job has no further previous job', () => {
    const previousJobIds = ['job-0' as JobId]
    expect(credentialsDenied(contextWith({ previousJobIds }), lost).previousJobIds).toStrictEqual(['job-0'])
  })

  test.each([
    ['refresh', REFRESH],
    ['update', UPDATE],
  ])('after a rejected %s has an update of the same connection as the next request', (_, intent) => {
    expect(credentialsDenied(contextWith({}, intent), lost)).toMatchObject({ request: 'update', connectionId: 'c-0' })
  })
})

describe('the context after a poll', () => {
  test('has the steps, started halfway between the polls', () => {
    const { steps } = reading(contextWith(), read(verifying, 2_001))
    expect(steps?.map(({ status, since }) => [status, since])[0]).toStrictEqual(['in-progress', 1_501])
  })

  test('has the connection that the job names, but for a refresh or an update the requested one', () => {
    expect(reading(contextWith(), read(retrieving)).connectionId).toBe('c-1')
    expect(reading(contextWith({ connectionId: 'c-7' as never }), read(verifying)).connectionId).toBe('c-7')
    for (const intent of [REFRESH, UPDATE])
      expect(reading(contextWith({}, intent), read(retrieving)).connectionId).toBe('c-0')
  })

  test('keeps a lost answer only while the bank still asks', () => {
    expect(reading(contextWith({ rejection: lost }), read(asking)).rejection).toStrictEqual(lost)
    expect(reading(contextWith({ rejection: lost }), read(checking)).rejection).toBeNull()
  })

  test.each([
    ['no challenge of an institution that always asks', 'user-mfa', unasked, ['challenge-absent']],
    ['a challenge that was answered elsewhere', 'user-mfa', done, []],
    ['a job that is not done yet, of an institution that always asks', 'user-mfa', verifying, []],
    ['no challenge of an institution that sometimes asks', 'user-mfa-intermittent', unasked, []],
    ['a challenge of an institution that never asks', 'user', asking, ['challenge-unexpected']],
    ['no challenge of an institution that never asks', 'user', verifying, []],
    ['a challenge of an institution that sometimes asks', 'user-mfa-intermittent', asking, []],
    ['a challenge of an institution that is not known', null, asking, []],
  ] as const)('%s', (_, authorization, job, expected) => {
    const institution = authorization === null ? null : profile(authorization)
    expect(reading(contextWith({ institution }), read(job)).anomalies).toStrictEqual(expected)
  })

  test('reports no absent challenge if it has seen one', () => {
    const seen = contextWith({ institution: profile('user-mfa'), challenge })
    expect(reading(seen, read(unasked)).anomalies).toStrictEqual([])
  })

  test('reports an absent challenge even if another step succeeded', () => {
    const institution = profile('user-mfa')
    const { steps, ...rest } = done
    const job = { ...rest, steps: steps.filter(({ title }) => title !== 'mfa-challenge') }
    expect(reading(contextWith({ institution }), read(job)).anomalies).toStrictEqual(['challenge-absent'])
  })

  test('reports a regression once, beside earlier anomalies', () => {
    const { steps = [] } = reading(contextWith(), read(retrieving))
    const context = contextWith({ steps, anomalies: ['challenge-absent', 'step-regressed'] })
    expect(reading(context, read(verifying)).anomalies).toStrictEqual(['challenge-absent', 'step-regressed'])
    expect(reading(contextWith({ steps }), read(verifying)).anomalies).toStrictEqual(['step-regressed'])
    expect(reading(contextWith({ steps }), read(retrieving)).anomalies).toStrictEqual([])
  })

  test.each([
    ['title', { title: 'retrieve-dreams', status: 'pending', result: null }],
    ['status', { title: 'verify-credentials', status: 'paused', result: null }],
  ])('reports an unknown %s beside known steps', (_, step) => {
    const job = { ...verifying, steps: [...verifying.steps, step] } as unknown as Job
    expect(reading(contextWith(), read(job)).anomalies).toStrictEqual(['value-unrecognised'])
  })
})

describe('the context at a challenge', () => {
  const limits = { ...defaultLimits, challengeMinMs: 60_000, challengeDefaultMs: 90_000 }

  test.each([
    ['its own time', 120_000, 120_000],
    ['its own time, in whole milliseconds', 120_000.2, 120_001],
    ['the least time where its own is less', 3_600, 60_000],
    ['the usual time where it has none', null, 90_000],
    ['no more than 90 days', 1e300, 7_776_000_000],
  ])('a deadline by %s', (_, expiryMs, timeMs) => {
    const next = challenged(contextWith({ limits, answersSent: 2, rejection: lost }), read(describing('d', expiryMs)))
    expect(next).toStrictEqual({
      challenge: {
        method: 'token',
        description: 'd',
        prompts: ['Code'],
        since: 2_000,
        expiresAt: 2_000 + timeMs,
        round: 3,
      },
      answers: null,
      rejection: null,
    })
  })

  test('keeps the deadline and the rejection if the same challenge follows a possibly lost answer', () => {
    const context = contextWith({ challenge, rejection: lost, answersSent: 1 })
    expect(challenged(context, read(describing('again')))).toStrictEqual({
      challenge: { ...challenge, description: 'again', round: 2 },
      answers: null,
    })
  })

  test('has a new deadline if the same challenge follows without a loss, or another one follows', () => {
    const again = challenged(contextWith({ challenge, answersSent: 1 }), read(asking))
    expect(again).toMatchObject({ challenge: { since: 2_000, round: 2 }, rejection: null })
    const other = jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: ['Colour'] })
    const next = challenged(contextWith({ challenge, rejection: lost, answersSent: 1 }), read(other))
    expect(next).toMatchObject({ challenge: { since: 2_000, prompts: ['Colour'] }, rejection: null })
    const first = challenged(contextWith({ rejection: lost }), read(asking))
    expect(first).toMatchObject({ challenge: { since: 2_000, round: 1 }, rejection: null })
  })

  test('is unchanged without a challenge', () => {
    expect(challenged(contextWith({ challenge }), read(checking))).toStrictEqual({})
    expect(rephrased(contextWith({ challenge }), read(checking))).toStrictEqual({})
    expect(rephrased(contextWith(), read(asking))).toStrictEqual({})
  })

  test('has the new words if only they change, and is otherwise unchanged', () => {
    expect(rephrased(contextWith({ challenge }), read(describing('new', 1)))).toStrictEqual({
      challenge: { ...challenge, description: 'new' },
    })
    expect(rephrased(contextWith({ challenge }), read(describing(null, 1)))).toStrictEqual({})
  })
})
