import { createHttpBank, defaultHttpLimits, defaultRetryPolicy } from '@bank-connection/http-adapter'
import { createFetchBank, type FetchBankOptions } from '@bank-connection/http-adapter/fetch'
import { describe, expect, test } from 'vitest'
import { resolveLimits } from '../../src/options/limits.ts'
import { resolveRetryPolicy } from '../../src/retry/retry.ts'

describe('limits', () => {
  test('default when omitted or undefined', () => {
    expect(resolveLimits({})).toStrictEqual(defaultHttpLimits)
    const given = { concurrentMax: undefined } as unknown as Parameters<typeof resolveLimits>[0]
    expect(resolveLimits(given)).toStrictEqual(defaultHttpLimits)
    expect(resolveLimits({ concurrentMax: 2, queuedMax: 0 })).toStrictEqual({
      ...defaultHttpLimits,
      concurrentMax: 2,
      queuedMax: 0,
    })
  })

  test('end a call by default before the one-minute timeout of the state machine', () => {
    expect(defaultHttpLimits.callTimeoutMs).toBeLessThan(60_000)
  })

  const names = Object.keys(defaultHttpLimits) as (keyof typeof defaultHttpLimits)[]
  const invalid = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '5' as unknown as number, null as never]

  test.each(names.flatMap((name) => invalid.map((value) => [name, value] as const)))(
    'reject %s: %j with its name, its range and its default',
    (name, value) => {
      expect(() => resolveLimits({ [name]: value })).toThrow(
        new RegExp(
          `^limits\\.${name} must be .* from [01] to \\d+; omit it for the default, ${defaultHttpLimits[name]}$`,
        ),
      )
    },
  )

  test.each(names.filter((name) => name !== 'queuedMax'))('reject %s: 0', (name) => {
    expect(() => resolveLimits({ [name]: 0 })).toThrow(`limits.${name}`)
  })

  test.each(names.filter((name) => name.endsWith('Ms')))('reject %s above the maximum of a timer', (name) => {
    expect(() => resolveLimits({ [name]: 2 ** 31 })).toThrow(
      `limits.${name} must be a whole number of milliseconds from 1 to`,
    )
    expect(() => resolveLimits({ [name]: 2 ** 31 })).toThrow('to 2147483647;')
    expect(resolveLimits({ [name]: 2 ** 31 - 1 })[name]).toBe(2 ** 31 - 1)
  })
})

describe.each<readonly [string, object, (given: object) => object]>([
  ['limits', defaultHttpLimits, resolveLimits],
  ['retry', defaultRetryPolicy, resolveRetryPolicy],
])('options of %s', (group, defaults, resolve) => {
  const names = Object.keys(defaults)

  test.each([...names.map((name) => name.toUpperCase()), ...names.map((name) => `${name}s`), 'toString', ''])(
    'reject the unknown name %j and list the known ones',
    (name) => {
      expect(() => resolve({ [name]: 1 })).toThrow(
        `${group}.${name} is not an option; the options are ${names.join(', ')}`,
      )
      expect(() => resolve({ ...defaults, [name]: undefined })).toThrow(`${group}.${name} is not an option`)
    },
  )

  test('default when all are undefined', () => {
    expect(resolve(Object.fromEntries(names.map((name) => [name, undefined])))).toStrictEqual(defaults)
  })
})

describe('a retry policy', () => {
  test('has defaults for omitted options', () => {
    expect(resolveRetryPolicy({})).toStrictEqual(defaultRetryPolicy)
    expect(resolveRetryPolicy({ attemptsMax: 1, backoffMs: 0 })).toStrictEqual({
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
  ] as const)('rejects %s: %j by name', (name, value) => {
    expect(() => resolveRetryPolicy({ [name]: value })).toThrow(`retry.${name} must be`)
  })
})

const CANARY = 'canary-41aa'

describe('the options of an adapter', () => {
  test.each([
    [{}, /^give either apiKey, .* but not both$/],
    [{ apiKey: CANARY, token: async () => ({ accessToken: CANARY }) }, /^give either apiKey, .* but not both$/],
    [{ apiKey: '' }, /^apiKey must be the text that the dashboard shows/],
    [{ apiKey: `${CANARY} x` }, /^apiKey must be/],
    [{ apiKey: `${CANARY}\r\nx: y` }, /^apiKey must be/],
    [{ apiKey: `${CANARY}é` }, /^apiKey must be/],
    [{ apiKey: CANARY, version: `${CANARY}\n` }, /^version must be/],
    [{ apiKey: CANARY, version: '' }, /^version must be/],
    [{ apiKey: CANARY, baseUrl: `https://${CANARY}@au-api.basiq.io` }, /^baseUrl must be/],
    [{ apiKey: CANARY, limits: { concurrentMax: 0 } }, /^limits\.concurrentMax must be/],
    [
      { apiKey: CANARY, limits: { callTimeoutMS: CANARY } },
      /^limits\.callTimeoutMS is not an option; the options are connectT/,
    ],
    [{ apiKey: CANARY, retry: { attemptsMax: 0 } }, /^retry\.attemptsMax must be/],
    [
      { apiKey: CANARY, retry: { maxAttempts: 1 } },
      /^retry\.maxAttempts is not an option; the options are attemptsMax, back/,
    ],
    [{ token: CANARY }, /^token must be a function that returns a token for a scope; pass an API key as apiKey/],
    [{ token: null }, /^token must be a function/],
    [{ token: { accessToken: CANARY } }, /^token must be a function/],
  ])('are rejected by name when invalid, without their values: case %#', (options, message) => {
    for (const create of [createHttpBank, createFetchBank]) {
      const made = (): unknown => create(options as unknown as FetchBankOptions)
      expect(made).toThrow(message)
      expect(made).toThrow(expect.objectContaining({ message: expect.not.stringContaining(CANARY) }))
    }
  })

  test.each([CANARY, `/etc/ssl/${CANARY}.pem`, '', `-----BEGIN PRIVATE KEY-----${CANARY}`])(
    'reject a ca without a certificate, such as %j, without its value',
    (ca) => {
      const made = (): unknown => createHttpBank({ apiKey: CANARY, ca })
      expect(made).toThrow(/^ca must contain certificates as PEM, not a file path/)
      expect(made).toThrow(expect.objectContaining({ message: expect.not.stringContaining(CANARY) }))
    },
  )

  test('reject a fetch that is not a function', () => {
    const options = { apiKey: CANARY, fetch: 'fetch' } as unknown as FetchBankOptions
    expect(() => createFetchBank(options)).toThrow(/^fetch must be a function/)
  })
})
