import type { UndocumentedBehaviour, World } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTeller,
  dataOf,
  durationsOf,
  isOver,
  problemOf,
  readJob,
  stepOf,
  type Teller,
  waitUntil,
  waitUntilChallenged,
  waitUntilOver,
} from '../test-client.ts'

const jared = { loginId: 'jared', password: 'django' }

const answer = (teller: Teller, jobId: string, ...answers: readonly unknown[]) =>
  teller.post(`/jobs/${jobId}/mfa`, { 'mfa-response': answers }, 'CLIENT_ACCESS')

const mfa = (teller: Teller, jobId: string) => stepOf(teller, jobId, 'mfa-challenge')

/** A job whose challenge is open. */
const challenged = (
  undocumented: Partial<UndocumentedBehaviour> = {},
  credentials: object = jared,
  bank = 'AU00002',
) => {
  const teller = createTeller({ undocumented })
  const jobId = connect(teller, bank, credentials)
  waitUntilChallenged(teller, jobId)
  return { teller, jobId }
}

const wentworth = { loginId: 'Wentworth-Smith', password: 'whislter' }
const whistler = { loginId: 'Whistler', password: 'ShowBox' }
const gilfoyle = { loginId: 'Gilfoyle', password: 'PiedPiper' }
const gavin = { loginId: 'gavinBelson', password: 'hooli2016' }
const richard = { loginId: 'richard', password: 'tabsnotspaces' }
const two = ["What's your favourite company?", "What's the ID of this institution?"]

test.each([
  ['Wentworth-Smith', wentworth, 'security-questions', two, ['Basiq', 'AU00000']],
  ['Whistler', whistler, 'security-questions', two, ['Basiq', 'AU00002']],
  ['Gilfoyle', gilfoyle, 'security-questions', ["What's your first company?"], ['Hooli']],
  ['gavinBelson', gavin, 'security-questions', ["What's your first company?"], ['Hooli']],
  ['jared', jared, 'token', ['OTP Password'], ['1234']],
  ['richard', richard, 'token', ['OTP Password'], ['1234']],
])('%s is asked as published, and the published answer is right', (_, credentials, method, input, answers) => {
  const { teller, jobId } = challenged({}, credentials)
  expect(mfa(teller, jobId)).toStrictEqual({
    title: 'mfa-challenge',
    status: 'in-progress',
    result: {
      type: 'mfa',
      method,
      description: expect.any(String),
      input,
      expiryMs: 120_000,
      links: { response: `https://au-api.basiq.io/jobs/${jobId}/mfa` },
    },
  })
  const taken = answer(teller, jobId, ...answers)
  expect(taken).toMatchObject({ status: 202, body: { type: 'job', id: jobId } })
  expect(mfa(teller, jobId)).toMatchObject({ status: 'in-progress', result: null })
  waitUntilOver(teller, jobId)
  expect(mfa(teller, jobId)).toMatchObject({ status: 'success', result: null })
})

test("the id of the institution is right where it is asked for, and another bank's is not", () => {
  const outcomes = ['AU70000', 'AU70001'].map((id) => {
    const teller = createTeller({ institutions: [{ id: 'AU70000', name: 'Other', authorization: 'user-mfa' }] })
    const jobId = connect(teller, 'AU70000', whistler)
    waitUntilChallenged(teller, jobId)
    answer(teller, jobId, 'Basiq', id)
    waitUntilOver(teller, jobId)
    return mfa(teller, jobId).status
  })
  expect(outcomes).toStrictEqual(['success', 'failed'])
})

test.each(['AU00002', 'AU00003'])('a login without a challenge is never asked at %s', (bank) => {
  const logins = [{ loginId: 'me', password: 'p', holder: 'Me', challenge: null, failure: null }]
  const statuses = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => {
    const teller = createTeller({ seed, logins })
    const jobId = connect(teller, bank, { loginId: 'me', password: 'p' })
    waitUntil(teller, () => isOver(teller, jobId) || mfa(teller, jobId).status === 'in-progress')
    return `${mfa(teller, jobId).status} ${stepOf(teller, jobId, 'retrieve-transactions').status}`
  })
  expect(new Set(statuses)).toStrictEqual(new Set(['skipped success']))
})

test('answers in the wrong order are wrong', () => {
  const { teller, jobId } = challenged({}, whistler)
  answer(teller, jobId, 'AU00000', 'Basiq')
  waitUntilOver(teller, jobId)
  expect(mfa(teller, jobId).status).toBe('failed')
})

describe('a wrong answer', () => {
  test('fails the step later without a reason, and the connection stays as it was', () => {
    const { teller, jobId } = challenged()
    expect(answer(teller, jobId, '4321').status).toBe(202)
    expect(mfa(teller, jobId).status).toBe('in-progress')
    waitUntilOver(teller, jobId)
    expect(mfa(teller, jobId)).toMatchObject({ status: 'failed', result: null })
    expect(dataOf(teller.get(CONNECTIONS))).toMatchObject([{ status: 'pending' }])
  })

  test('makes the connection invalid where that is asked for', () => {
    const { teller, jobId } = challenged({ failedChallengeStatus: 'invalid' })
    answer(teller, jobId, '4321')
    waitUntilOver(teller, jobId)
    expect(dataOf(teller.get(CONNECTIONS))).toMatchObject([{ status: 'invalid' }])
  })

  test('opens a new challenge up to the last round, where that is asked for', () => {
    const { teller, jobId } = challenged({ wrongAnswer: 'asks-again', roundsMax: 3 })
    const seen = [1, 2, 3].map(() => {
      answer(teller, jobId, '4321')
      expect(mfa(teller, jobId).result).toBeNull()
      waitUntil(teller, () => mfa(teller, jobId).result !== null || isOver(teller, jobId))
      return mfa(teller, jobId).status
    })
    expect(seen).toStrictEqual(['in-progress', 'in-progress', 'failed'])
  })

  test('can be put right in the next round', () => {
    const { teller, jobId } = challenged({ wrongAnswer: 'asks-again' })
    answer(teller, jobId, '4321')
    waitUntilChallenged(teller, jobId)
    answer(teller, jobId, '1234')
    waitUntilOver(teller, jobId)
    expect(mfa(teller, jobId).status).toBe('success')
  })

  test('is refused at once, and the challenge stays open, where that is asked for', () => {
    const { teller, jobId } = challenged({ wrongAnswer: 'refused' })
    expect(problemOf(answer(teller, jobId, '4321'))).toMatchObject({ status: 400, code: 'parameter-not-valid' })
    expect(mfa(teller, jobId).result).not.toBeNull()
    expect(answer(teller, jobId, '1234').status).toBe(202)
  })
})

describe('a challenge that nobody answers', () => {
  test.each([
    ['fails', 'failed', null],
    ['times-out', 'failed', { code: 'job-timed-out' }],
    ['stays', 'in-progress', { type: 'mfa' }],
  ] as const)('%s at its expiry', (expiredChallenge, status, result) => {
    const teller = createTeller({ undocumented: { expiredChallenge } })
    const jobId = connect(teller, 'AU00002', jared)
    waitUntilChallenged(teller, jobId)
    teller.wait(119_000)
    expect(mfa(teller, jobId)).toMatchObject({ status: 'in-progress', result: { type: 'mfa' } })
    teller.wait(1_000)
    expect([mfa(teller, jobId)]).toMatchObject([{ status, result }])
  })

  test.each([
    ['refused', 400],
    ['ignored', 202],
  ] as const)('has its late answer %s', (lateAnswer, status) => {
    const outcomes = (['fails', 'times-out', 'stays'] as const).map((expiredChallenge) => {
      const { teller, jobId } = challenged({ lateAnswer, expiredChallenge })
      teller.wait(130_000)
      const before = teller.world()
      const answered = answer(teller, jobId, '1234').status
      expect(teller.world()).toBe(before)
      return answered
    })
    expect(outcomes).toStrictEqual([status, status, status])
  })

  test('does not keep its connection from being tried again', () => {
    const { teller, jobId } = challenged({ expiredChallenge: 'stays' })
    teller.wait(130_000)
    expect(connect(teller, 'AU00002', jared)).not.toBe(jobId)
  })
})

describe('an answer', () => {
  test.each([
    ['refused', 400],
    ['ignored', 202],
  ] as const)('that is early, or to a job without a challenge, is %s', (earlyAnswer, status) => {
    const teller = createTeller({ undocumented: { earlyAnswer } })
    const jobs = [connect(teller, 'AU00002', jared), connect(teller, 'AU00000', jared)]
    const before: World = teller.world()
    expect(jobs.map((jobId) => answer(teller, jobId, '1234').status)).toStrictEqual([status, status])
    expect(teller.world()).toBe(before)
  })

  test.each([
    ['ignored', 202],
    ['refused', 400],
  ] as const)('that is repeated is %s, and does not count', (repeatedAnswer, status) => {
    const { teller, jobId } = challenged({ repeatedAnswer })
    answer(teller, jobId, '1234')
    const while_ = answer(teller, jobId, '4321').status
    waitUntil(teller, () => mfa(teller, jobId).status === 'success')
    const after = answer(teller, jobId, '4321').status
    waitUntilOver(teller, jobId)
    expect([while_, after]).toStrictEqual([status, status])
    expect(readJob(teller, jobId).steps.at(-1)?.status).toBe('success')
  })

  test('of the wrong size is refused at once, and the challenge stays open', () => {
    const { teller, jobId } = challenged()
    expect([answer(teller, jobId).status, answer(teller, jobId, '1234', '5').status]).toStrictEqual([400, 400])
    expect(answer(teller, jobId, '1234').status).toBe(202)
  })

  test('of the wrong size is a wrong one, where that is asked for', () => {
    const { teller, jobId } = challenged({ misSizedAnswer: 'wrong' })
    expect(answer(teller, jobId, '1234', '1234').status).toBe(202)
    waitUntilOver(teller, jobId)
    expect(mfa(teller, jobId).status).toBe('failed')
  })

  test('that is no list of texts is refused', () => {
    const { teller, jobId } = challenged()
    const sent = [null, {}, { 'mfa-response': '1234' }, { 'mfa-response': [1234] }, { 'mfa-response': null }, 'text']
    const statuses = sent.map((body) => teller.post(`/jobs/${jobId}/mfa`, body, 'CLIENT_ACCESS').status)
    expect(statuses).toStrictEqual([400, 400, 400, 400, 400, 400])
    expect(answer(teller, jobId, '1234').status).toBe(202)
  })
})

test('a challenge that succeeded keeps its result where that is asked for', () => {
  const { teller, jobId } = challenged({ answeredResult: 'challenge' })
  answer(teller, jobId, '1234')
  waitUntilOver(teller, jobId)
  expect(mfa(teller, jobId)).toMatchObject({ status: 'success', result: { type: 'mfa', input: ['OTP Password'] } })
})

test.each([5_000, 600_000])('a challenge is open for as long as it says: %d ms', (expiryMs) => {
  const teller = createTeller({ undocumented: { expiryMs } })
  const jobId = connect(teller, 'AU00002', jared)
  const { verifyMs, challengeMs } = durationsOf(teller, jobId)
  teller.wait(verifyMs + challengeMs)
  expect(mfa(teller, jobId)).toMatchObject({ status: 'in-progress', result: { expiryMs } })
  teller.wait(expiryMs - 1)
  expect(mfa(teller, jobId).status).toBe('in-progress')
  teller.wait(1)
  expect(mfa(teller, jobId)).toMatchObject({ status: 'failed', result: null })
})
