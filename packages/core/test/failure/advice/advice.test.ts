import {
  type Advice,
  adviceFor,
  adviceForView,
  type ChallengedView,
  messages,
  type Refused,
  type StepFailed,
} from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import { ErrorCode } from '@bank-connection/core/codec'
import { describe, expect, test } from 'vitest'
import { adviceByCode } from '../../../src/failure/advice/advice-by-code.ts'
import { everyFailure, oneOfEach, SERVER_WORDS } from './every-failure.ts'

const refused = (code: string, changes: Partial<Refused> = {}): Advice =>
  adviceFor({ ...oneOfEach.Refused, code, ...changes })
const failedStep = (code: string, changes: Partial<StepFailed> = {}): Advice =>
  adviceFor({ ...oneOfEach.StepFailed, code, ...changes })

describe('advice', () => {
  test.each(everyFailure)('on %s has a text for users that repeats nothing of the server', (_, failure) => {
    const { text, messageKey, retry } = adviceFor(failure)
    expect(text).toBe(messages[messageKey])
    expect(text).not.toContain(SERVER_WORDS)
    expect(retry.when === 'later' ? retry.afterMs : 1_000).toBeGreaterThanOrEqual(1_000)
  })

  test.each(Object.keys(adviceByCode))('on the documented code %s is the same for a request and a step', (code) => {
    expect(refused(code, { detail: null })).toMatchObject({ code, correlationId: 'c-1' })
    expect({ ...refused(code, { detail: null }), correlationId: null }).toStrictEqual(
      failedStep(code, { detail: null }),
    )
  })

  test('covers every documented error code', () => {
    expect(Object.keys(ErrorCode.keys).filter((code) => !Object.hasOwn(adviceByCode, code))).toStrictEqual([])
  })

  test('uses every message', () => {
    const used = [
      ...everyFailure.map(([, failure]) => adviceFor(failure).messageKey),
      failedStep('never-seen', { step: 'mfa-challenge' }).messageKey,
      ...Object.values(adviceByCode).map(({ messageKey }) => messageKey),
      adviceForView({ _tag: 'Challenged', rejection: unreachable('offline', 'no') } as ChallengedView)?.messageKey,
    ]
    expect(Object.keys(messages).filter((key) => !(used as readonly string[]).includes(key))).toStrictEqual([])
  })
})

describe('an undocumented code', () => {
  test.each([
    [400, 'developer'],
    [429, 'nobody'],
    [500, 'bank'],
    [503, 'bank'],
  ])('is kept unchanged, and its status %d decides who acts: %s', (status, actor) => {
    expect(refused('never-seen', { status })).toMatchObject({ code: 'never-seen', actor })
  })

  test.each(['constructor', '__proto__', 'toString', ''])('is not taken for a member of every object: %j', (code) => {
    expect(refused(code, { status: 503 })).toMatchObject({ actor: 'bank', code })
  })

  test('means a wrong answer at mfa-challenge, and a bank failure elsewhere', () => {
    expect(failedStep('never-seen', { step: 'mfa-challenge' }).messageKey).toBe('answer-wrong')
    expect(failedStep('never-seen').actor).toBe('bank')
  })
})

describe('invalid-credentials', () => {
  test.each([
    ['Cannot login to target institution, check credentials.', 'check-login'],
    ['Cannot login to target institution: this account is locked.', 'account-locked'],
    ['Account is locked', 'account-locked'],
    ['Cannot login to target institution: multi-factor authentication is not supported.', 'mfa-unsupported'],
    [null, 'check-login'],
  ])('means, with the text %j, %s', (detail, messageKey) => {
    expect(refused('invalid-credentials', { detail }).messageKey).toBe(messageKey)
    expect(failedStep('invalid-credentials', { detail }).messageKey).toBe(messageKey)
  })
})

test('a request that may have arrived is not repeated before the jobs are checked', () => {
  const careless = everyFailure.filter(
    ([, failure]) =>
      failure._tag === 'Unreachable' &&
      failure.delivered === 'unknown' &&
      ['now', 'later'].includes(adviceFor(failure).retry.when) &&
      failure.reason !== 'busy',
  )
  expect(careless).toStrictEqual([])
})

test('the correlation id of a failed lookup is reported, too', () => {
  expect(adviceFor({ _tag: 'OutcomeUnknown', lookup: oneOfEach.Refused })).toMatchObject({
    messageKey: 'outcome-unknown',
    correlationId: 'c-1',
    code: 'never-seen',
  })
})
