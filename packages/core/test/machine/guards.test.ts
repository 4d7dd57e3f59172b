import type { PortError, StepFailed } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { describe, expect, test } from 'vitest'
import { stageOf } from '../../src/domain/job-stage.ts'
import { contextOf } from '../../src/machine/assigns.ts'
import type { Challenge, ConnectionInput, Context } from '../../src/machine/context.ts'
import { jobRead } from '../../src/machine/event.ts'
import {
  answersEveryPrompt,
  failureOf,
  goesBack,
  hasRequiredFields,
  isSameChallenge,
  mayHaveArrived,
  mayRetry,
  notSent,
  refusesAnswer,
  rejectsCredentials,
  requiredAnswers,
  requiredFieldsOf,
} from '../../src/machine/guards.ts'
import { asking, checking, denied, done, jobOf, queued, retrieving, verifying } from '../scripted-port.ts'

const failureOfJob = (context: Context, job: Job) => failureOf(context, jobRead(job, 0, 0))
const showsSameChallenge = (context: Pick<Context, 'challenge'>, job: Job) => isSameChallenge(context, stageOf(job))
const jobGoesBack = (context: Context, job: Job) => goesBack(context, stageOf(job))

const institution = { authorization: 'user', securityCodeCaption: null, secondaryLoginIdCaption: null }

const contextWith = (members: Partial<Context> = {}): Context => ({
  ...contextOf({ userId: 'user-1', intent: { type: 'create', institutionId: 'AU00002' }, at: 0 } as ConnectionInput),
  institution: institution as Context['institution'],
  ...members,
})

const challenge: Challenge = {
  method: 'token',
  description: null,
  prompts: ['Code'],
  since: 0,
  expiresAt: 1_000,
  round: 1,
}

const refused = (status: number, code = 'c', detail: string | null = null): PortError => ({
  _tag: 'Refused',
  status,
  code,
  detail,
  correlationId: null,
})

const tokenless = (reason: 'keyRejected' | 'accountDisabled' | 'throttled'): PortError =>
  ({ _tag: 'TokenUnavailable', reason, status: null, detail: null, correlationId: null }) as PortError

describe('the required fields of a connection', () => {
  test('are those of a create, or of an update for new credentials of an existing connection', () => {
    expect(requiredFieldsOf(contextWith())).toStrictEqual(['loginId', 'password'])
    expect(requiredFieldsOf(contextWith({ request: 'update' }))).toStrictEqual(['password'])
    expect(requiredFieldsOf(contextWith({ institution: null }))).toBeNull()
  })

  test.each([
    [['loginId', 'password'], true],
    [['loginId'], false],
    [['loginId', 'password', 'userToken'], false],
    [[], false],
  ] as const)('fit %j: %s', (given, fits) => {
    expect(hasRequiredFields(contextWith(), { given } as never)).toBe(fits)
    expect(hasRequiredFields(contextWith({ institution: null }), { given } as never)).toBe(false)
  })
})

describe('an answer', () => {
  test('needs one text per prompt, or one confirmation', () => {
    expect([[], ['a'], ['a', 'b']].map((prompts) => requiredAnswers({ prompts }))).toStrictEqual([1, 1, 2])
  })

  test.each([
    [1, 999, true],
    [1, 1_000, false],
    [0, 0, false],
    [2, 0, false],
  ])('of %i texts for one prompt, at %i of 1000 ms, is accepted: %s', (count, at, taken) => {
    expect(answersEveryPrompt(contextWith({ challenge }), { at, count } as never)).toBe(taken)
    expect(answersEveryPrompt(contextWith(), { at, count } as never)).toBe(false)
  })
})

describe('other credentials may help', () => {
  const failed = (code: string, detail: string | null): StepFailed => ({
    ...(failureOfJob(contextWith(), denied) as StepFailed),
    code,
    detail,
  })

  test.each([
    ['invalid-credentials', null, true],
    ['invalid-credentials', 'Wrong password', true],
    ['invalid-credentials', 'Your account is LOCKED', false],
    ['invalid-credentials', 'Multi-factor authentication is not supported', false],
    ['service-unavailable', null, false],
  ])('after %s with the text %j: %s', (code, detail, helps) => {
    expect(rejectsCredentials(failed(code, detail))).toBe(helps)
    expect(rejectsCredentials(refused(400, code, detail))).toBe(helps)
  })

  test("not after a failure that is not the bank's", () => {
    const codeless = { ...unreachable('offline', 'no'), code: 'invalid-credentials' }
    expect(rejectsCredentials(codeless)).toBe(false)
    expect(rejectsCredentials({ ...tokenless('keyRejected'), code: 'invalid-credentials' } as never)).toBe(false)
  })
})

describe('the user may retry', () => {
  const limits = { ...contextWith().limits, attemptsMax: 3 }

  test('up to the limit of attempts', () => {
    const may = [0, 1, 2, 3].map((attempts) => mayRetry(contextWith({ limits, attempts })))
    expect(may).toStrictEqual([true, true, false, false])
  })

  test('only if the intent is not to follow and there are fields to ask for', () => {
    expect(mayRetry(contextWith({ intent: { type: 'follow', jobId: 'job-1' } as never }))).toBe(false)
    expect(mayRetry(contextWith({ institution: null }))).toBe(false)
  })

  test('after a refresh only if an update is possible, which it is not for a user token', () => {
    const token = { ...institution, authorization: 'token' } as Context['institution']
    expect(mayRetry(contextWith({ request: 'create', institution: token }))).toBe(true)
    expect(mayRetry(contextWith({ request: 'refresh', institution: token }))).toBe(false)
    expect(mayRetry(contextWith({ request: 'refresh' }))).toBe(true)
  })
})

describe('of a request that failed', () => {
  test.each([
    [unreachable('offline', 'unknown'), true, false],
    [unreachable('offline', 'no'), false, true],
    [unreachable('timeout', 'no'), false, true],
    [unreachable('cancelled', 'no'), false, false],
    [unreachable('untrusted', 'no'), false, false],
    [malformedResponse('JobStart', ['/id']), true, false],
    [refused(499), false, false],
    [refused(500), true, false],
    [refused(503), true, false],
    [tokenless('keyRejected'), false, false],
    [tokenless('accountDisabled'), false, false],
    [tokenless('throttled'), false, true],
  ])('%j the effect is unknown: %s; it may be retried: %s', (error, isUnknown, never) => {
    expect([mayHaveArrived(error), notSent(error)]).toStrictEqual([isUnknown, never])
  })

  test.each([
    [399, false],
    [400, true],
    [401, false],
    [402, true],
    [403, false],
    [404, true],
    [499, true],
    [500, false],
  ])('with status %i rejects the answer itself: %s', (status, refuses) => {
    expect(refusesAnswer(refused(status))).toBe(refuses)
  })

  test('without reaching the bank does not reject the answer', () => {
    expect(refusesAnswer({ ...unreachable('offline', 'no'), status: 400 } as never)).toBe(false)
  })
})

describe('the failure of a job', () => {
  const failing = (result: unknown): Job =>
    ({ ...denied, steps: [{ title: 'verify-credentials', status: 'failed', result }] }) as unknown as Job
  const problem = { _tag: 'Problem', code: 'c', title: null, detail: null }

  test('is null while the job has not failed', () => {
    expect(
      [verifying, asking, checking, retrieving, done, queued].map((job) => failureOfJob(contextWith(), job)),
    ).toEqual(Array.from({ length: 6 }, () => null))
  })

  test('names the job, the step, and the known connection or that of the job', () => {
    const job = jobOf(['success', 'success', 'failed', 'pending'], { problem: 'c', detail: 'd' })
    const expected = { _tag: 'StepFailed', jobId: 'job-1', step: 'retrieve-accounts', code: 'c', detail: 'd' }
    expect(failureOfJob(contextWith(), job)).toStrictEqual({ ...expected, connectionId: 'c-1' })
    expect(failureOfJob(contextWith({ connectionId: 'c-0' as never }), job)).toStrictEqual({
      ...expected,
      connectionId: 'c-0',
    })
  })

  test('has the title if there is no detail, and the code unknown without a reason', () => {
    expect(failureOfJob(contextWith(), failing({ ...problem, title: 't' }))?.detail).toBe('t')
    expect(failureOfJob(contextWith(), failing({ ...problem, title: 't', detail: 'd' }))?.detail).toBe('d')
    expect(failureOfJob(contextWith(), failing(null))).toMatchObject({ code: 'unknown', detail: null })
  })

  test('is on one line and of bounded length', () => {
    const controls = ['\u0000', '\n', '\u001f', '\u007f', '\u0080', '\u009f']
    const said = { ...problem, code: 'c'.repeat(1_000), detail: `a${controls.join('b')} ~\u00a0é${'d'.repeat(1_000)}` }
    const failure = failureOfJob(contextWith(), failing(said))
    expect(failure?.code).toBe('c'.repeat(100))
    expect(failure?.detail).toHaveLength(300)
    expect(failure?.detail?.startsWith('a b b b b b  ~\u00a0éd')).toBe(true)
  })
})

describe('a challenge', () => {
  const asks = (...prompts: readonly string[]): Job =>
    jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: prompts })

  test('is the same if its method and prompts are', () => {
    expect(showsSameChallenge({ challenge }, asks('Code'))).toBe(true)
    expect(showsSameChallenge({ challenge: { ...challenge, method: 'security-questions' } }, asks('Code'))).toBe(false)
    expect(showsSameChallenge({ challenge }, asks('Colour'))).toBe(false)
    expect(showsSameChallenge({ challenge }, asks('Code', 'Colour'))).toBe(false)
    expect(showsSameChallenge({ challenge: { ...challenge, prompts: ['Code', 'Colour'] } }, asks('Code'))).toBe(false)
    expect(showsSameChallenge({ challenge: { ...challenge, prompts: ['Code', 'Pet'] } }, asks('Code', 'Colour'))).toBe(
      false,
    )
    expect(showsSameChallenge({ challenge: null }, asks('Code'))).toBe(false)
    expect(showsSameChallenge({ challenge }, checking)).toBe(false)
  })
})

describe('a job goes back', () => {
  const shown = (job: Job): Context['steps'] => job.steps.map(({ title, status }) => ({ title, status, since: 0 }))

  test('if it is at an earlier stage than the displayed steps', () => {
    expect(jobGoesBack(contextWith({ steps: shown(retrieving) }), verifying)).toBe(true)
    expect(jobGoesBack(contextWith({ steps: shown(retrieving) }), retrieving)).toBe(false)
    expect(jobGoesBack(contextWith({ steps: shown(retrieving) }), done)).toBe(false)
    expect(jobGoesBack(contextWith(), verifying)).toBe(false)
  })

  test('if it is at a stage before the answered challenge', () => {
    const steps = shown(verifying)
    expect(jobGoesBack(contextWith({ steps, challenge, answersSent: 1 }), verifying)).toBe(true)
    expect(jobGoesBack(contextWith({ steps, challenge, answersSent: 0 }), verifying)).toBe(false)
    expect(jobGoesBack(contextWith({ steps, challenge, answersSent: 1 }), checking)).toBe(false)
    expect(jobGoesBack(contextWith({ steps, challenge: null, answersSent: 1 }), verifying)).toBe(false)
  })
})
