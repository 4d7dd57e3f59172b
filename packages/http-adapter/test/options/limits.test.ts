import { createHttpBank, defaultHttpLimits, defaultRetryPolicy } from '@bank-connection/http-adapter'
import { createFetchBank, type FetchBankOptions } from '@bank-connection/http-adapter/fetch'
import { describe, expect, test } from 'vitest'
import { limitsOf } from '../../src/options/limits.ts'
import { retryPolicyOf } from '../../src/retry/retry.ts'

describe('limits', () => {
  test('that are not given are the defaults, also when they are given as undefined', () => {
    expect(limitsOf({})).toStrictEqual(defaultHttpLimits)
    const given = { concurrentMax: undefined } as unknown as Parameters<typeof limitsOf>[0]
    expect(limitsOf(given)).toStrictEqual(defaultHttpLimits)
    expect(limitsOf({ concurrentMax: 2, queuedMax: 0 })).toStrictEqual({
      ...defaultHttpLimits,
      concurrentMax: 2,
      queuedMax: 0,
    })
  })

  test('by default end a call before the machine gives it up after a minute', () => {
    expect(defaultHttpLimits.callTimeoutMs).toBeLessThan(60_000)
  })

  const names = Object.keys(defaultHttpLimits) as (keyof typeof defaultHttpLimits)[]
  const wrong = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '5' as unknown as number, null as never]

  test.each(names.flatMap((name) => wrong.map((value) => [name, value] as const)))(
    '%s of %j is refused, by name and with what to do',
    (name, value) => {
      expect(() => limitsOf({ [name]: value })).toThrow(
        new RegExp(`^limits\\.${name} must be .* from [01] to \\d+; leave it out for ${defaultHttpLimits[name]}$`),
      )
    },
  )

  test.each(names.filter((name) => name !== 'queuedMax'))('%s of 0 is refused', (name) => {
    expect(() => limitsOf({ [name]: 0 })).toThrow(`limits.${name}`)
  })

  test.each(names.filter((name) => name.endsWith('Ms')))('%s beyond what a timer takes is refused', (name) => {
    expect(() => limitsOf({ [name]: 2 ** 31 })).toThrow(
      `limits.${name} must be a whole number of milliseconds from 1 to`,
    )
    expect(() => limitsOf({ [name]: 2 ** 31 })).toThrow('to 2147483647;')
    expect(limitsOf({ [name]: 2 ** 31 - 1 })[name]).toBe(2 ** 31 - 1)
  })
})

describe.each<readonly [string, object, (given: object) => object]>([
  ['limits', defaultHttpLimits, limitsOf],
  ['retry', defaultRetryPolicy, retryPolicyOf],
])('%s', (group, defaults, of) => {
  const names = Object.keys(defaults)

  test.each([...names.map((name) => name.toUpperCase()), ...names.map((name) => `${name}s`), 'toString', ''])(
    'that name %j, which is none, are refused by that name, and say which there are',
    (name) => {
      expect(() => of({ [name]: 1 })).toThrow(`${group}.${name} is no option; there are ${names.join(', ')}`)
      expect(() => of({ ...defaults, [name]: undefined })).toThrow(`${group}.${name} is no option`)
    },
  )

  test('whose options are all undefined are the defaults', () => {
    expect(of(Object.fromEntries(names.map((name) => [name, undefined])))).toStrictEqual(defaults)
  })
})

describe('a retry policy', () => {
  test('that is not given is the default', () => {
    expect(retryPolicyOf({})).toStrictEqual(defaultRetryPolicy)
    expect(retryPolicyOf({ attemptsMax: 1, backoffMs: 0 })).toStrictEqual({
      ...defaultRetryPolicy,
      attemptsMax: 1,
      backoffMs: 0,
    })
  })

  test.each([
    ['attemptsMax', 0],
    ['attemptsMax', 1.5],
    ['attemptsMax', Number.POSITIVE_INFINITY],
    ['backoffMs', -1],
    ['backoffMs', Number.NaN],
    ['backoffMaxMs', Number.POSITIVE_INFINITY],
    ['backoffMaxMs', -1],
    ['budgetMax', -1],
    ['budgetMax', Number.NaN],
    ['budgetPerSuccess', -0.1],
    ['budgetPerSuccess', '1' as unknown as number],
  ] as const)('with %s of %j is refused by name', (name, value) => {
    expect(() => retryPolicyOf({ [name]: value })).toThrow(`retry.${name} must be`)
  })
})

const CANARY = 'canary-41aa'

describe('the options of an adapter', () => {
  test.each([
    [{}, /^apiKey or token must be given, and not both/],
    [{ apiKey: CANARY, token: async () => ({ accessToken: CANARY }) }, /^apiKey or token must be given, and not both/],
    [{ apiKey: '' }, /^apiKey must be the text that the dashboard shows/],
    [{ apiKey: `${CANARY} x` }, /^apiKey must be/],
    [{ apiKey: `${CANARY}\r\nx: y` }, /^apiKey must be/],
    [{ apiKey: `${CANARY}é` }, /^apiKey must be/],
    [{ apiKey: CANARY, version: `${CANARY}\n` }, /^version must be/],
    [{ apiKey: CANARY, version: '' }, /^version must be/],
    [{ apiKey: CANARY, baseUrl: `https://${CANARY}@au-api.basiq.io` }, /^baseUrl must be/],
    [{ apiKey: CANARY, limits: { concurrentMax: 0 } }, /^limits\.concurrentMax must be/],
    [{ apiKey: CANARY, limits: { callTimeoutMS: CANARY } }, /^limits\.callTimeoutMS is no option; there are connectT/],
    [{ apiKey: CANARY, retry: { attemptsMax: 0 } }, /^retry\.attemptsMax must be/],
    [{ apiKey: CANARY, retry: { maxAttempts: 1 } }, /^retry\.maxAttempts is no option; there are attemptsMax, back/],
    [{ token: CANARY }, /^token must be a function that gives a token for a scope; a key of the API goes into apiKey/],
    [{ token: null }, /^token must be a function/],
    [{ token: { accessToken: CANARY } }, /^token must be a function/],
  ])('%# that are wrong are refused when it is made, by name, without their values', (options, message) => {
    for (const create of [createHttpBank, createFetchBank]) {
      const made = (): unknown => create(options as unknown as FetchBankOptions)
      expect(made).toThrow(message)
      expect(made).toThrow(expect.objectContaining({ message: expect.not.stringContaining(CANARY) }))
    }
  })

  test.each([CANARY, `/etc/ssl/${CANARY}.pem`, '', `-----BEGIN PRIVATE KEY-----${CANARY}`])(
    'a ca that is no certificate, such as %j, is refused without its value',
    (ca) => {
      const made = (): unknown => createHttpBank({ apiKey: CANARY, ca })
      expect(made).toThrow(/^ca must be certificates as PEM, and not the path of a file/)
      expect(made).toThrow(expect.objectContaining({ message: expect.not.stringContaining(CANARY) }))
    },
  )

  test('a fetch that is no function is refused', () => {
    const options = { apiKey: CANARY, fetch: 'fetch' } as unknown as FetchBankOptions
    expect(() => createFetchBank(options)).toThrow(/^fetch must be a function/)
  })
})
