import { Credentials } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

describe('Credentials', () => {
  test('keeps exactly the five known fields', () => {
    const given = { loginId: 'a', secondaryLoginId: 'b', password: 'c', securityCode: 'd', userToken: 'e' }
    expect(decodeWith(Credentials)({ ...given, pin: 'f' })).toStrictEqual(E.right(given))
  })

  test('accepts no fields at all', () => {
    expect(decodeWith(Credentials)({})).toStrictEqual(E.right({}))
  })

  test('names rejected fields without their values', () => {
    const failure = decodeWith(Credentials)({ loginId: 'gavinBelson', password: { plain: 'hooli2016' } })
    expect(failure).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Credentials', paths: ['/password'] }),
    )
  })
})
