import { Account } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const recorded = {
  type: 'account',
  id: 'a-1',
  accountNo: '600000-157441965',
  name: 'Hooli Investment',
  currency: 'AUD',
  class: { type: 'mortgage', product: 'Home Loan', meta: { loanEndDate: '2035-04-01' } },
  balance: '356.50',
  availableFunds: '',
  lastUpdated: '2020-09-09T11:06:59Z',
  transactionIntervals: [{ from: '2019-03-11', to: '2020-09-09' }],
  institution: 'AU00000',
  connection: 'c-1',
  accountHolder: null,
  status: 'available',
  links: { self: '/x', transactions: '/y', connection: null, institution: '/z' },
}

const read = (changes: object) => decodeWith(Account)({ ...recorded, ...changes })

describe('Account', () => {
  test('decodes the recorded response', () => {
    expect(read({})).toStrictEqual(
      E.right({
        id: 'a-1',
        accountNo: '600000-157441965',
        name: 'Hooli Investment',
        currency: 'AUD',
        class: { type: 'mortgage', product: 'Home Loan', meta: { loanEndDate: '2035-04-01' } },
        balance: '356.50',
        availableFunds: null,
        lastUpdated: Date.UTC(2020, 8, 9, 11, 6, 59),
        status: 'available',
        accountHolder: null,
        connection: 'c-1',
        institution: 'AU00000',
        transactionIntervals: [{ from: '2019-03-11', to: '2020-09-09' }],
      }),
    )
  })

  test.each([null, '', undefined])('has no balance when the server sends %j', (balance) => {
    expect(read({ balance })).toMatchObject(E.right({ balance: null }))
  })

  test.each([
    [
      'a class that is not known',
      { class: { type: 'crypto', product: null } },
      { class: { type: 'crypto', product: null, meta: null } },
    ],
    [
      'facts of another shape',
      { class: { type: 'loan', product: 'x', meta: { rate: 5 } } },
      { class: { type: 'loan', product: 'x', meta: null } },
    ],
    ['no class', { class: null }, { class: null }],
    ['a connection that is gone', { connection: '' }, { connection: null }],
    ['no time', { lastUpdated: '' }, { lastUpdated: null }],
  ])('is read with %s', (_, changes, members) => {
    expect(read(changes)).toMatchObject(E.right(members))
  })

  test.each([
    ['a balance that is a number', { balance: 356.5 }, ['/balance']],
    ['a balance that is no number', { balance: '$356.50' }, ['/balance']],
    ['intervals that are no array', { transactionIntervals: {} }, ['/transactionIntervals']],
  ])('refuses %s', (_, changes, paths) => {
    expect(read(changes)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Account', paths }),
    )
  })
})
