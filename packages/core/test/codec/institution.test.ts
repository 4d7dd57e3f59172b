import { Institution } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const hooli = {
  type: 'institution',
  id: 'AU00000',
  name: 'Hooli Bank',
  shortName: 'Hooli',
  institutionType: 'Test Bank',
  country: 'Australia',
  serviceName: 'Test',
  serviceType: 'Test',
  loginIdCaption: 'Login',
  passwordCaption: 'Password',
  tier: '4',
  authorization: 'user',
  features: {
    login: ['web'],
    accounts: { accountNo: ['web'], name: ['web', 'pdf'], meta: [] },
    transactions: { status: ['web'] },
    profile: { fullName: ['web'] },
  },
  stage: 'live',
  status: 'operational',
  stats: {
    averageDurationMs: { verifyCredentials: 3500, retrieveAccounts: 800, retrieveTransactions: 2200, total: 6500 },
  },
  logo: { type: 'image', colors: null, links: { square: 'https://cdn/s.svg', full: 'https://cdn/f.svg' } },
  links: { self: 'https://au-api.basiq.io/institutions/AU00000' },
}

const read = (changes: object) => decodeWith(Institution)({ ...hooli, ...changes })

describe('Institution', () => {
  test('decodes the recorded response', () => {
    expect(read({})).toMatchObject(
      E.right({
        id: 'AU00000',
        tier: '4',
        authorization: 'user',
        securityCodeCaption: null,
        features: { mfaChallenge: null, accounts: { accountNo: ['web'], name: ['web', 'pdf'], meta: [] } },
        stats: { averageDurationMs: { verifyCredentials: 3500, retrieveMeta: null, total: 6500 } },
        logo: { links: { square: 'https://cdn/s.svg', full: 'https://cdn/f.svg' } },
      }),
    )
  })

  test.each(['user', 'token', 'user-token', 'user-mfa', 'user-mfa-intermittent', 'other', 'openbanking'])(
    'keeps the spelling of the authorization %s',
    (authorization) => {
      expect(read({ authorization })).toMatchObject(E.right({ authorization }))
    },
  )

  test('has a caption only if the server sends a non-empty text', () => {
    expect(read({ securityCodeCaption: '', secondaryLoginIdCaption: 'Access number' })).toMatchObject(
      E.right({ securityCodeCaption: null, secondaryLoginIdCaption: 'Access number' }),
    )
  })

  test.each([
    ['no stats', { stats: undefined }, { stats: null }],
    ['no means', { stats: { averageDurationMs: null } }, { stats: { averageDurationMs: null } }],
    [
      'a mean that is no time',
      { stats: { averageDurationMs: { total: -1, verifyCredentials: 5 } } },
      { stats: { averageDurationMs: { total: null, verifyCredentials: 5 } } },
    ],
    ['features of another shape', { features: ['web'] }, { features: null }],
    ['a logo that is a text', { logo: 'https://cdn/s.svg' }, { logo: null }],
    [
      'a member of features called __proto__',
      { features: JSON.parse('{"accounts":{"__proto__":["web"],"name":[]}}') },
      { features: { accounts: { name: [] } } },
    ],
  ])('is read with %s', (_, changes, members) => {
    expect(read(changes)).toMatchObject(E.right(members))
  })

  test.each([
    ['a tier that is a number', { tier: 4 }, ['/tier']],
    ['no authorization', { authorization: undefined }, ['/authorization']],
    ['no name', { name: null }, ['/name']],
  ])('refuses %s', (_, changes, paths) => {
    expect(read(changes)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Institution', paths }),
    )
  })
})
