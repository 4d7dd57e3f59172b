import { decodeWith } from '@bank-connection/core/adapter'
import { ConnectionUpdate, MfaAnswers, NewConnection } from '@bank-connection/core/codec'
import { credentials, institutionId } from '@bank-connection/core/testing'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const filled = () =>
  credentials().map((given) => Object.fromEntries(Object.entries(given).filter(([, text]) => text !== '')))

describe('the body that creates a connection', () => {
  test('encodes as documented, without absent members', () => {
    const body = NewConnection.encode({
      institutionId: 'AU00000' as never,
      credentials: { loginId: 'gavinBelson', password: 'hooli2016', securityCode: '' },
    })
    expect(body).toStrictEqual({ loginId: 'gavinBelson', password: 'hooli2016', institution: { id: 'AU00000' } })
  })

  test('decodes what it encoded, for any members', () => {
    fc.assert(
      fc.property(institutionId(), filled(), (id, given) => {
        const connection = { institutionId: id, credentials: given }
        expect(decodeWith(NewConnection)(NewConnection.encode(connection))).toStrictEqual(E.right(connection))
      }),
    )
  })

  test.each([
    [{}, '/institution'],
    [{ institution: { id: '..' } }, '/institution/id'],
    [{ institution: { id: 'AU00000' }, password: 7 }, '/password'],
  ])('names the invalid members without their values: %j', (body, path) => {
    expect(decodeWith(NewConnection)(body)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'NewConnection', paths: [path] }),
    )
  })
})

describe('the body that updates a connection', () => {
  test('contains the password, the security code and the secondary login, and nothing else', () => {
    const given = { loginId: 'a', password: 'b', securityCode: 'c', secondaryLoginId: 'd', userToken: 'e' }
    expect(ConnectionUpdate.encode(given)).toStrictEqual({ password: 'b', securityCode: 'c', secondaryLoginId: 'd' })
    expect(decodeWith(ConnectionUpdate)(given)).toStrictEqual(
      E.right({ password: 'b', securityCode: 'c', secondaryLoginId: 'd' }),
    )
  })

  test('is rejected without a password', () => {
    expect(decodeWith(ConnectionUpdate)({ securityCode: 'c' })).toMatchObject(E.left({ paths: ['/password'] }))
  })
})

describe('the body that answers a challenge', () => {
  test('keeps the answers and their order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (answers) => {
        const body = MfaAnswers.encode(answers)
        expect(body).toStrictEqual({ 'mfa-response': answers })
        expect(decodeWith(MfaAnswers)(body)).toStrictEqual(E.right(answers))
      }),
    )
  })

  test.each([[null], [{}], [{ 'mfa-response': '1234' }], [{ 'mfa-response': [1234] }]])('is refused as %j', (body) => {
    expect(E.isLeft(decodeWith(MfaAnswers)(body))).toBe(true)
  })
})
