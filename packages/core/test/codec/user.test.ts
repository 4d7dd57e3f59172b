import { decodeWith } from '@bank-connection/core/adapter'
import { NewUser, User } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

describe('User', () => {
  test('decodes the response to its creation', () => {
    const body = {
      type: 'user',
      id: 'ea3a81',
      email: 'gavin@hooli.com',
      mobile: '+61410888666',
      links: { self: 'https://au-api.basiq.io/users/ea3a81' },
    }
    expect(decodeWith(User)(body)).toStrictEqual(
      E.right({
        id: 'ea3a81',
        email: 'gavin@hooli.com',
        mobile: '+61410888666',
        firstName: null,
        lastName: null,
        connections: null,
        accounts: null,
      }),
    )
  })

  test('has its connections and accounts when read by id', () => {
    const ref = (type: string, id: string) => ({ type, id, links: { self: `https://au-api.basiq.io/x/${id}` } })
    const body = {
      type: 'user',
      id: 'ea3a81',
      accounts: { type: 'list', count: 1, data: [ref('account', 'a-1')] },
      connections: { type: 'list', count: 2, data: [ref('connection', 'c-1'), ref('connection', 'c-2')] },
      links: { self: 'https://au-api.basiq.io/users/ea3a81', auth_link: null },
    }
    expect(decodeWith(User)(body)).toMatchObject(
      E.right({ connections: [{ id: 'c-1' }, { id: 'c-2' }], accounts: [{ id: 'a-1' }] }),
    )
  })
})

describe('NewUser', () => {
  test.each([
    ['an e-mail address', { email: 'a@b' }, { email: 'a@b' }],
    ['a mobile number', { mobile: '+61' }, { mobile: '+61' }],
    ['an empty member, as absent', { email: '', mobile: '+61', firstName: '' }, { mobile: '+61' }],
    ['null, as absent', { email: 'a@b', mobile: null, lastName: 'Belson' }, { email: 'a@b', lastName: 'Belson' }],
    ['unknown members, which are dropped', { email: 'a@b', password: 'x' }, { email: 'a@b' }],
  ])('reads %s', (_, given, read) => {
    expect(decodeWith(NewUser)(given)).toStrictEqual(E.right(read))
  })

  test.each([
    ['nothing to reach the user by', { firstName: 'Gavin' }, ['/email', '/mobile']],
    ['two empty texts', { email: '', mobile: '' }, ['/email', '/mobile']],
    ['a number', { email: 'a@b', mobile: 61 }, ['/mobile']],
    ['no object', 'a@b', ['']],
  ])('refuses %s', (_, given, paths) => {
    expect(decodeWith(NewUser)(given)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'NewUser', paths }),
    )
  })

  test('its guard requires an e-mail address or a mobile number', () => {
    expect([{ email: 'a@b' }, { mobile: '1' }, { firstName: 'a' }, {}, null].map(NewUser.is)).toStrictEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
