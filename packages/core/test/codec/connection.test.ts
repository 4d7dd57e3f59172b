import { decodeWith } from '@bank-connection/core/adapter'
import { Connection, listOf } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const institution = { type: 'institution', id: 'AU00000', links: { self: '/institutions/AU00000' } }

const single = {
  type: 'connection',
  id: 'c-1',
  status: 'active',
  createdDate: '2020-09-09T11:06:52Z',
  lastUsed: '2020-09-09T11:06:52.123Z',
  profile: null,
  institution,
  accounts: {
    type: 'list',
    data: [
      {
        type: 'account',
        id: 'a-1',
        accountNo: '600000-157441965',
        name: 'Hooli Investment',
        currency: 'AUD',
        class: { type: 'investment', product: 'Hooli Investment' },
        balance: '-1500.00',
        availableFunds: null,
        lastUpdated: '2020-09-09T11:06:59Z',
        status: 'available',
      },
    ],
  },
  links: { self: '/users/u-1/connections/c-1', user: '/users/u-1' },
}

describe('Connection', () => {
  test('decodes a single connection with its accounts', () => {
    const at = Date.UTC(2020, 8, 9, 11, 6, 52)
    expect(decodeWith(Connection)(single)).toStrictEqual(
      E.right({
        id: 'c-1',
        status: 'active',
        createdDate: at,
        lastUsed: at + 123,
        mfaEnabled: null,
        institution: { id: 'AU00000' },
        profile: null,
        accounts: [
          {
            id: 'a-1',
            accountNo: '600000-157441965',
            name: 'Hooli Investment',
            currency: 'AUD',
            class: { type: 'investment', product: 'Hooli Investment', meta: null },
            balance: '-1500.00',
            availableFunds: null,
            lastUpdated: at + 7_000,
            status: 'available',
          },
        ],
      }),
    )
  })

  test('decodes an item of a list, which adds only whether a second factor is required', () => {
    const item = { type: 'connection', id: 'c-1', status: 'pending', mfaEnabled: true, institution }
    expect(decodeWith(listOf(Connection))({ type: 'list', data: [item], links: {} })).toStrictEqual(
      E.right([
        {
          id: 'c-1',
          status: 'pending',
          createdDate: null,
          lastUsed: null,
          mfaEnabled: true,
          institution: { id: 'AU00000' },
          profile: null,
          accounts: null,
        },
      ]),
    )
  })

  test.each(['pending', 'active', 'invalid', 'pre-init', 'invalid-connection', null])('has the status %j', (status) => {
    expect(decodeWith(Connection)({ ...single, status })).toMatchObject(E.right({ status }))
  })

  test("keeps the profile's valid members and drops those with an undocumented shape", () => {
    const profile = {
      fullName: 'Gavin Belson',
      firstName: null,
      phoneNumbers: ['+61410888666'],
      emailAddresses: 'gavin@hooli.com',
      physicalAddresses: [{ addressLine1: '1 Hooli Way', addressLine2: null, postcode: 2000 }],
    }
    const read = decodeWith(Connection)({ ...single, profile })
    expect(read).toMatchObject(
      E.right({
        profile: {
          fullName: 'Gavin Belson',
          firstName: null,
          phoneNumbers: ['+61410888666'],
          emailAddresses: null,
          physicalAddresses: [{ addressLine1: '1 Hooli Way', addressLine2: null, postcode: null }],
        },
      }),
    )
  })

  test.each([
    ['no institution', { institution: undefined }, ['/institution']],
    ['a status that is a number', { status: 1 }, ['/status']],
    ['a balance that is a number', { accounts: { data: [{ id: 'a-1', balance: 5 }] } }, ['/accounts/data/0/balance']],
  ])('refuses %s', (_, changes, paths) => {
    expect(decodeWith(Connection)({ ...single, ...changes })).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Connection', paths }),
    )
  })
})
