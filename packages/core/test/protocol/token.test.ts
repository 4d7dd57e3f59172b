import { isTokenRefused, readToken, tokenForm } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const refusal = (code: string, detail?: string) => ({ correlationId: 'c-1', data: [{ code, detail }] })

describe('the response to a token request', () => {
  test('has a token and its lifetime', () => {
    const body = { access_token: 'a.b.c', token_type: 'Bearer', expires_in: 3600 }
    expect(readToken({ status: 200, body }, [])).toStrictEqual(E.right({ accessToken: 'a.b.c', lifetimeMs: 3_600_000 }))
  })

  test.each<[string, unknown]>([
    ['empty', null],
    ['without a token', { expires_in: 3600 }],
    ['a token that would end its header', { access_token: 'a\r\nx-other: 1', expires_in: 3600 }],
    ['a token with a space', { access_token: 'a b', expires_in: 3600 }],
    ['an empty token', { access_token: '', expires_in: 3600 }],
    ['an endless token', { access_token: 'a'.repeat(8_193), expires_in: 3600 }],
    ['a lifetime that is a text', { access_token: 'a', expires_in: '3600' }],
    ['a lifetime of nothing', { access_token: 'a', expires_in: 0 }],
    ['a lifetime without an end', { access_token: 'a', expires_in: Number.POSITIVE_INFINITY }],
  ])('is malformed when it is %s', (_, body) => {
    expect(readToken({ status: 200, body }, [])).toMatchObject(E.left({ reason: 'malformed', status: 200 }))
  })

  test.each([
    [404, 'parameter-not-valid', 'keyRejected'],
    [400, 'parameter-not-valid', 'keyRejected'],
    [401, 'unauthorized-access', 'keyRejected'],
    [403, 'access-denied', 'accountDisabled'],
    [403, 'request-not-valid', 'throttled'],
    [429, 'too-many-requests', 'throttled'],
    [403, 'forbidden-access', 'refused'],
    [500, 'internal-server-error', 'refused'],
  ])('with the status %d and the code %s means %s', (status, code, reason) => {
    expect(readToken({ status, body: refusal(code, 'Why.') }, [])).toStrictEqual(
      E.left({ _tag: 'TokenUnavailable', reason, status, detail: 'Why.', correlationId: 'c-1' }),
    )
  })

  test.each([
    [404, 'refused'],
    [302, 'malformed'],
    [204, 'malformed'],
  ])("does not blame the key if the response is not the API's: %d", (status, reason) => {
    expect(readToken({ status, body: null }, [])).toMatchObject(E.left({ reason, status, detail: null }))
  })

  test('shows no key, even if the server repeats it', () => {
    const body = refusal('parameter-not-valid', 'no such key: c2VjcmV0OmtleQ==')
    expect(JSON.stringify(readToken({ status: 404, body }, ['c2VjcmV0OmtleQ==']))).not.toContain('c2VjcmV0')
  })
})

test.each([
  [401, 'invalid-authorization-token', undefined, true],
  [401, 'access-denied', 'Token has expired.', true],
  [403, 'access-denied', 'Token has expired', true],
  [403, 'access-denied', 'Your account has been disabled. Please contact Basiq support.', false],
  [403, 'forbidden-access', 'Access to this resource is forbidden', false],
  [403, 'access-denied', undefined, false],
  [400, 'access-denied', 'Token has expired', false],
  [404, 'resource-not-found', undefined, false],
])('an error with %d %s "%s" is due to the token: %s', (status, code, detail, expected) => {
  expect(isTokenRefused({ status, body: refusal(code, detail) })).toBe(expected)
})

test('the form asks for one scope', () => {
  expect(tokenForm('CLIENT_ACCESS')).toBe('scope=CLIENT_ACCESS')
})
