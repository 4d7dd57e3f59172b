import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keepKnownWords } from '../../src/secrets/word-allowlist.ts'

describe('a documented text stays unchanged', () => {
  test.each([
    'Cannot login to target institution using supplied credentials. Please check credentials and try again.',
    'Cannot login to target institution, check credentials.',
    'Cannot login to target institution: this account is locked.',
    'Account is locked',
    'Multi-factor authentication is not supported',
    'An action is required from end-user before account details can be returned.',
    'Service is currently unavailable. Please try again later.',
    '3rd party service temporary unavailable. Job queued, retry in 2 hours.',
    'Institution temporary unavailable, retry pending',
    "One of 'email' or 'mobile' is required.",
    'Requested resource is not found. Check details message.',
    'Unable to authenticate. Please, check your API key',
    'Your account has been disabled. Please contact Basiq support.',
    'Please contact us to have your API key enabled for Connections.',
    'Accept type application/json is not supported on requested endpoint.',
    'Basiq-version must be specified in HTTP request header',
    'The institution you are trying to connect to is currently disabled. Our developers have been notified.',
    'Limit reached for sandbox connections.',
    'MFA response value is not valid',
    'account-not-accessible-requires-user-action',
    'invalid-username-or-password',
    'retrieve-transactions',
    'in-progress',
  ])('%s', (text) => {
    expect(keepKnownWords(text)).toBe(text)
  })
})

describe('of other texts', () => {
  test.each([
    ['a login is left out', 'Login gavinBelson is not valid.', 'Login … is not valid.'],
    ['several words become one mark', 'Please call hooli 2016 xyzzy now-ish', 'Please call …'],
    ['a number is left out', 'account 062-000 12345678 is locked', 'account … is locked'],
    ['what has no letters is left out', 'password !!??--!!?? is wrong', 'password is wrong'],
    ['lines become one', 'Try again\r\nlater', 'Try again later'],
    ['a lock is heard where words run together', 'ACC_LOCKED,accountlocked', '…_LOCKED,locked'],
    ['nothing known is nothing', 'hunter22', null],
    ['nothing at all is nothing', '', null],
  ])('%s', (_, text, kept) => {
    expect(keepKnownWords(text)).toBe(kept)
  })

  test('at most 300 characters are kept', () => {
    expect(keepKnownWords('later '.repeat(1_000))?.length).toBeLessThanOrEqual(300)
  })

  test('is idempotent', () => {
    const piece = fc.oneof(fc.constantFrom('login', 'is', 'not', '…', ' ', ', ', '-', '\n', 'locked'), fc.string())
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const once = keepKnownWords(pieces.join(''))
        expect(once === null ? null : keepKnownWords(once)).toBe(once)
      }),
    )
  })

  test('keeps no word that the API does not use', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[qxz]{3,8}$/), fc.string(), fc.string(), (word, before, after) => {
        expect(keepKnownWords(`${before} ${word} ${after}`) ?? '').not.toContain(word)
      }),
    )
  })
})
