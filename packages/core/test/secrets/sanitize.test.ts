import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { describe, expect, test } from 'vitest'
import { sanitizeFailure, sanitizeJob } from '../../src/secrets/sanitize.ts'

const SECRET = 'hunter2'

const jobWith = (steps: readonly object[], source: string | null = null): Job =>
  ({ id: 'job-1', created: 1, updated: 2, institution: { id: 'AU00002' }, steps, links: { source } }) as unknown as Job

const resultOf = (result: object | null) =>
  sanitizeJob(jobWith([{ title: 'verify-credentials', status: 'failed', result }])).steps[0]?.result

describe('a sanitized job', () => {
  test('keeps documented texts and everything that is not text', () => {
    const steps = [
      { title: 'verify-credentials', status: 'success', result: null },
      { title: 'mfa-challenge', status: 'in-progress', result: null },
    ]
    expect(sanitizeJob(jobWith(steps))).toStrictEqual({ ...jobWith(steps), links: null })
  })

  test('keeps only the connection id of its links', () => {
    const job = jobWith([], `https://${SECRET}@bank.example/users/${SECRET}/connections/c-1`)
    expect(sanitizeJob(job).links).toStrictEqual({ source: '/connections/c-1' })
    expect(sanitizeJob(jobWith([], `/users/${SECRET}`)).links).toBeNull()
  })

  test('has no title or status with unknown words', () => {
    const [step] = sanitizeJob(jobWith([{ title: `verify-${SECRET}`, status: SECRET, result: null }])).steps
    expect(step).toStrictEqual({ title: 'verify-…', status: 'unknown', result: null })
  })

  test('numbers titles that have become the same, and no others', () => {
    const titles = [SECRET, 'verify-credentials', 'swordfish', 'correcthorse', 'mfa-challenge']
    const { steps } = sanitizeJob(jobWith(titles.map((title) => ({ title, status: 'pending', result: null }))))
    expect(steps.map(({ title }) => title)).toStrictEqual([
      'unknown',
      'verify-credentials',
      'unknown 3',
      'unknown 4',
      'mfa-challenge',
    ])
  })

  test('has no reason with unknown words', () => {
    expect(resultOf({ _tag: 'Problem', code: SECRET, title: `Login ${SECRET}`, detail: SECRET })).toStrictEqual({
      _tag: 'Problem',
      code: 'unknown',
      title: 'Login …',
      detail: null,
    })
    const said = { _tag: 'Problem', code: 'invalid-credentials', title: null, detail: 'Account is locked' }
    expect(resultOf(said)).toStrictEqual(said)
    const titled = { _tag: 'Problem', code: 'invalid-credentials', title: 'Account is locked', detail: null }
    expect(resultOf(titled)).toStrictEqual(titled)
  })

  test('keeps what the bank asks the user, except the name of the method', () => {
    const asked = { _tag: 'Challenge', method: 'token', description: SECRET, prompts: [SECRET], expiryMs: 1 }
    expect(resultOf(asked)).toStrictEqual(asked)
    expect(resultOf({ ...asked, method: SECRET })).toStrictEqual({ ...asked, method: 'unknown' })
  })

  test('has no links and no unknown results', () => {
    expect(resultOf({ _tag: 'Link', url: SECRET })).toStrictEqual({ _tag: 'Unrecognised' })
    expect(resultOf({ _tag: 'Unrecognised' })).toStrictEqual({ _tag: 'Unrecognised' })
    expect(resultOf(null)).toBeNull()
  })
})

describe('a sanitized failure', () => {
  const refused = (members: object): PortError =>
    ({ _tag: 'Refused', status: 400, code: 'c', detail: null, correlationId: null, ...members }) as PortError

  test('has no code or text with unknown words', () => {
    expect(sanitizeFailure(refused({ code: SECRET, detail: `Login ${SECRET}` }))).toStrictEqual(
      refused({ code: 'unknown', detail: 'Login …' }),
    )
    const documented = refused({ code: 'invalid-credentials', detail: 'Account is locked' })
    expect(sanitizeFailure(documented)).toStrictEqual(documented)
  })

  test('without a token has no unknown words, but keeps its reason', () => {
    const failure = {
      _tag: 'TokenUnavailable',
      reason: 'throttled',
      status: 429,
      detail: SECRET,
      correlationId: SECRET,
    }
    expect(sanitizeFailure(failure as PortError)).toStrictEqual({ ...failure, detail: null, correlationId: null })
  })

  test.each([unreachable('offline', 'no'), malformedResponse('Job', ['/steps/0/retrieve-dreams'])])(
    'is unchanged without server text: %j',
    (failure) => {
      expect(sanitizeFailure(failure)).toStrictEqual(failure)
    },
  )

  test.each([
    ['0123abcd-0123-4567-89ab-0123456789ab', true],
    ['0123ABCD-0123-4567-89AB-0123456789AB', true],
    ['0123abcd-4567', true],
    ['0123abcd-4567-89ab', true],
    ['0123abcd-4567-0123456789ab', true],
    ['0123abcd', false],
    ['x0123abcd-4567', false],
    ['0123abcd-4567x', false],
    ['0123abc-4567', false],
    ['0123abcd-456', false],
    ['0123abcg-4567', false],
    ['0123abcd-456g', false],
    ['0123abcd-0123-4567-89ab-0123', false],
    ['0123abcd-4567-0123456789a', false],
    ['0123abcd-4567-0123456789ag', false],
    [SECRET, false],
    ['', false],
  ])('keeps %j as the id to quote: %s', (correlationId, kept) => {
    expect(sanitizeFailure(refused({ correlationId }))).toMatchObject({
      correlationId: kept ? correlationId : null,
    })
  })
})
