import type { UndocumentedBehaviour, World } from '@bank-connection/memory-adapter'
import { describe, expect, test } from 'vitest'
import {
  CONNECTIONS,
  connect,
  createTestClient,
  dataOf,
  durationsOf,
  isOver,
  problemOf,
  readJob,
  stepOf,
  type TestClient,
  waitUntil,
  waitUntilChallenged,
  waitUntilOver,
} from '../test-client.ts'

const jared = { loginId: 'jared', password: 'django' }

const answer = (client: TestClient, jobId: string, ...answers: readonly unknown[]) =>
  client.post(`/jobs/${jobId}/mfa`, { 'mfa-response': answers }, 'CLIENT_ACCESS')

const mfa = (client: TestClient, jobId: string) => stepOf(client, jobId, 'mfa-challenge')

/** A job whose challenge is open. */
const challenged = (
  undocumented: Partial<UndocumentedBehaviour> = {},
  credentials: object = jared,
  bank = 'AU00002',
) => {
  const client = createTestClient({ undocumented })
  const jobId = connect(client, bank, credentials)
  waitUntilChallenged(client, jobId)
  return { client, jobId }
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
])('%s gets the published challenge, and the published answer succeeds', (_, credentials, method, input, answers) => {
  const { client, jobId } = challenged({}, credentials)
  expect(mfa(client, jobId)).toStrictEqual({
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
  const accepted = answer(client, jobId, ...answers)
  expect(accepted).toMatchObject({ status: 202, body: { type: 'job', id: jobId } })
  expect(mfa(client, jobId)).toMatchObject({ status: 'in-progress', result: null })
  waitUntilOver(client, jobId)
  expect(mfa(client, jobId)).toMatchObject({ status: 'success', result: null })
})

test("the question for the institution's id accepts that id, but not another bank's", () => {
  const outcomes = ['AU70000', 'AU70001'].map((id) => {
    const client = createTestClient({ institutions: [{ id: 'AU70000', name: 'Other', authorization: 'user-mfa' }] })
    const jobId = connect(client, 'AU70000', whistler)
    waitUntilChallenged(client, jobId)
    answer(client, jobId, 'Basiq', id)
    waitUntilOver(client, jobId)
    return mfa(client, jobId).status
  })
  expect(outcomes).toStrictEqual(['success', 'failed'])
})

test.each(['AU00002', 'AU00003'])('a login without a challenge skips the step at %s', (bank) => {
  const logins = [{ loginId: 'me', password: 'p', holder: 'Me', challenge: null, failure: null }]
  const statuses = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => {
    const client = createTestClient({ seed, logins })
    const jobId = connect(client, bank, { loginId: 'me', password: 'p' })
    waitUntil(client, () => isOver(client, jobId) || mfa(client, jobId).status === 'in-progress')
    return `${mfa(client, jobId).status} ${stepOf(client, jobId, 'retrieve-transactions').status}`
  })
  expect(new Set(statuses)).toStrictEqual(new Set(['skipped success']))
})

test('answers in the wrong order fail', () => {
  const { client, jobId } = challenged({}, whistler)
  answer(client, jobId, 'AU00000', 'Basiq')
  waitUntilOver(client, jobId)
  expect(mfa(client, jobId).status).toBe('failed')
})

describe('a wrong answer', () => {
  test('fails the step later without a reason, and the connection stays as it was', () => {
    const { client, jobId } = challenged()
    expect(answer(client, jobId, '4321').status).toBe(202)
    expect(mfa(client, jobId).status).toBe('in-progress')
    waitUntilOver(client, jobId)
    expect(mfa(client, jobId)).toMatchObject({ status: 'failed', result: null })
    expect(dataOf(client.get(CONNECTIONS))).toMatchObject([{ status: 'pending' }])
  })

  test('makes the connection invalid with failedChallengeStatus: invalid', () => {
    const { client, jobId } = challenged({ failedChallengeStatus: 'invalid' })
    answer(client, jobId, '4321')
    waitUntilOver(client, jobId)
    expect(dataOf(client.get(CONNECTIONS))).toMatchObject([{ status: 'invalid' }])
  })

  test('opens a new challenge up to the last round with wrongAnswer: asks-again', () => {
    const { client, jobId } = challenged({ wrongAnswer: 'asks-again', roundsMax: 3 })
    const seen = [1, 2, 3].map(() => {
      answer(client, jobId, '4321')
      expect(mfa(client, jobId).result).toBeNull()
      waitUntil(client, () => mfa(client, jobId).result !== null || isOver(client, jobId))
      return mfa(client, jobId).status
    })
    expect(seen).toStrictEqual(['in-progress', 'in-progress', 'failed'])
  })

  test('can be corrected in the next round', () => {
    const { client, jobId } = challenged({ wrongAnswer: 'asks-again' })
    answer(client, jobId, '4321')
    waitUntilChallenged(client, jobId)
    answer(client, jobId, '1234')
    waitUntilOver(client, jobId)
    expect(mfa(client, jobId).status).toBe('success')
  })

  test('is rejected at once with wrongAnswer: refused, and the challenge stays open', () => {
    const { client, jobId } = challenged({ wrongAnswer: 'refused' })
    expect(problemOf(answer(client, jobId, '4321'))).toMatchObject({ status: 400, code: 'parameter-not-valid' })
    expect(mfa(client, jobId).result).not.toBeNull()
    expect(answer(client, jobId, '1234').status).toBe(202)
  })
})

describe('a challenge without an answer', () => {
  test.each([
    ['fails', 'failed', null],
    ['times-out', 'failed', { code: 'job-timed-out' }],
    ['stays', 'in-progress', { type: 'mfa' }],
  ] as const)('%s at its expiry', (expiredChallenge, status, result) => {
    const client = createTestClient({ undocumented: { expiredChallenge } })
    const jobId = connect(client, 'AU00002', jared)
    waitUntilChallenged(client, jobId)
    client.advance(119_000)
    expect(mfa(client, jobId)).toMatchObject({ status: 'in-progress', result: { type: 'mfa' } })
    client.advance(1_000)
    expect(mfa(client, jobId)).toMatchObject({ status, result })
  })

  test.each([
    ['refused', 400],
    ['ignored', 202],
  ] as const)('gets its late answer %s', (lateAnswer, status) => {
    const outcomes = (['fails', 'times-out', 'stays'] as const).map((expiredChallenge) => {
      const { client, jobId } = challenged({ lateAnswer, expiredChallenge })
      client.advance(130_000)
      const before = client.world()
      const answered = answer(client, jobId, '1234').status
      expect(client.world()).toBe(before)
      return answered
    })
    expect(outcomes).toStrictEqual([status, status, status])
  })

  test('does not prevent another job with the same credentials', () => {
    const { client, jobId } = challenged({ expiredChallenge: 'stays' })
    client.advance(130_000)
    expect(connect(client, 'AU00002', jared)).not.toBe(jobId)
  })
})

describe('an answer', () => {
  test.each([
    ['refused', 400],
    ['ignored', 202],
  ] as const)('before the challenge, or to a job without one, is %s', (earlyAnswer, status) => {
    const client = createTestClient({ undocumented: { earlyAnswer } })
    const jobs = [connect(client, 'AU00002', jared), connect(client, 'AU00000', jared)]
    const before: World = client.world()
    expect(jobs.map((jobId) => answer(client, jobId, '1234').status)).toStrictEqual([status, status])
    expect(client.world()).toBe(before)
  })

  test.each([
    ['ignored', 202],
    ['refused', 400],
  ] as const)('repeated is %s, and has no effect', (repeatedAnswer, status) => {
    const { client, jobId } = challenged({ repeatedAnswer })
    answer(client, jobId, '1234')
    expect(answer(client, jobId, '4321').status).toBe(status)
    waitUntil(client, () => mfa(client, jobId).status === 'success')
    expect(answer(client, jobId, '4321').status).toBe(status)
    waitUntilOver(client, jobId)
    expect(readJob(client, jobId).steps.at(-1)?.status).toBe('success')
  })

  test('of the wrong size is rejected at once, and the challenge stays open', () => {
    const { client, jobId } = challenged()
    expect(answer(client, jobId).status).toBe(400)
    expect(answer(client, jobId, '1234', '5').status).toBe(400)
    expect(answer(client, jobId, '1234').status).toBe(202)
  })

  test('of the wrong size fails the step with misSizedAnswer: wrong', () => {
    const { client, jobId } = challenged({ misSizedAnswer: 'wrong' })
    expect(answer(client, jobId, '1234', '1234').status).toBe(202)
    waitUntilOver(client, jobId)
    expect(mfa(client, jobId).status).toBe('failed')
  })

  test('that is not an array of strings is rejected', () => {
    const { client, jobId } = challenged()
    const sent = [null, {}, { 'mfa-response': '1234' }, { 'mfa-response': [1234] }, { 'mfa-response': null }, 'text']
    const statuses = sent.map((body) => client.post(`/jobs/${jobId}/mfa`, body, 'CLIENT_ACCESS').status)
    expect(statuses).toStrictEqual([400, 400, 400, 400, 400, 400])
    expect(answer(client, jobId, '1234').status).toBe(202)
  })
})

test('a successful challenge keeps its result with answeredResult: challenge', () => {
  const { client, jobId } = challenged({ answeredResult: 'challenge' })
  answer(client, jobId, '1234')
  waitUntilOver(client, jobId)
  expect(mfa(client, jobId)).toMatchObject({ status: 'success', result: { type: 'mfa', input: ['OTP Password'] } })
})

test.each([5_000, 600_000])('a challenge is open for expiryMs: %d', (expiryMs) => {
  const client = createTestClient({ undocumented: { expiryMs } })
  const jobId = connect(client, 'AU00002', jared)
  const { verifyMs, challengeMs } = durationsOf(client, jobId)
  client.advance(verifyMs + challengeMs)
  expect(mfa(client, jobId)).toMatchObject({ status: 'in-progress', result: { expiryMs } })
  client.advance(expiryMs - 1)
  expect(mfa(client, jobId).status).toBe('in-progress')
  client.advance(1)
  expect(mfa(client, jobId)).toMatchObject({ status: 'failed', result: null })
})
