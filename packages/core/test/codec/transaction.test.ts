import { Transaction } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { TransactionPage } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const recorded = {
  type: 'transaction',
  id: 't-1',
  status: 'posted',
  description: 'MCDONALDS HEATHERTON VICAU',
  amount: '-124.69',
  account: 'a-1',
  balance: '0.00',
  direction: 'debit',
  class: 'payment',
  institution: 'AU00000',
  connection: 'c-1',
  transactionDate: '',
  postDate: '2022-12-23T00:00:00Z',
  subClass: { title: 'Cafes', code: '451' },
  enrich: null,
  links: { self: '/t', account: '/a', institution: '/i', connection: null },
}

const read = (changes: object) => decodeWith(Transaction)({ ...recorded, ...changes })

describe('Transaction', () => {
  test('decodes the recorded response', () => {
    expect(read({})).toStrictEqual(
      E.right({
        id: 't-1',
        status: 'posted',
        description: 'MCDONALDS HEATHERTON VICAU',
        amount: '-124.69',
        account: 'a-1',
        balance: '0.00',
        direction: 'debit',
        class: 'payment',
        institution: 'AU00000',
        connection: 'c-1',
        transactionDate: null,
        postDate: Date.UTC(2022, 11, 23),
        subClass: { title: 'Cafes', code: '451' },
        enrich: null,
      }),
    )
  })

  test.each([
    ['pending, and not posted', { status: 'pending', postDate: null }, { status: 'pending', postDate: null }],
    ['in the spelling of the OpenAPI file', { class: 'direct-cedit' }, { class: 'direct-cedit' }],
    ['without a class within its class', { subClass: null }, { subClass: null }],
    ['with a class within its class that is a text', { subClass: 'Cafes' }, { subClass: null }],
    [
      'enriched with nothing',
      { enrich: { merchant: null, location: null, category: null } },
      { enrich: { merchant: null, location: null, category: null } },
    ],
    [
      'enriched with a merchant',
      { enrich: { merchant: { businessName: "McDonald's", abn: '43' } } },
      { enrich: { merchant: { businessName: "McDonald's", website: null } } },
    ],
    ['enriched with another shape', { enrich: [1] }, { enrich: null }],
  ])('is read %s', (_, changes, members) => {
    expect(read(changes)).toMatchObject(E.right(members))
  })

  test('has the merchant class of its enrichment', () => {
    const anzsic = { division: { code: 'H', title: 'Food' }, class: { code: '4512' } }
    expect(read({ enrich: { category: { anzsic } } })).toMatchObject(
      E.right({ enrich: { category: { anzsic: { division: { code: 'H' }, group: null, class: { code: '4512' } } } } }),
    )
  })

  test.each([
    ['an amount that is a number', { amount: -124.69 }, ['/amount']],
    ['no amount', { amount: '' }, ['/amount']],
    ['an invalid date', { postDate: '23/12/2022' }, ['/postDate']],
  ])('refuses %s', (_, changes, paths) => {
    expect(read(changes)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Transaction', paths }),
    )
  })
})

describe('TransactionPage', () => {
  const page = (members: object) => decodeWith(TransactionPage)({ type: 'list', count: 0, data: [], ...members })
  const link = 'https://au-api.basiq.io/users/u-1/transactions?next=MTIz%2FNDU%3D'

  test('decodes the recorded response', () => {
    const read = page({ count: 1, size: 6660, data: [recorded], links: { self: '/t', next: link } })
    expect(read).toMatchObject(E.right({ transactions: [{ id: 't-1' }], size: 6660, next: 'MTIz/NDU=' }))
  })

  test.each([
    ['an absolute link', { links: { next: link } }, 'MTIz/NDU='],
    ['a relative link', { links: { next: '/users/u-1/transactions?limit=2&next=abc' } }, 'abc'],
    ['no link', { links: { self: '/t' } }, null],
    ['a link that is null', { links: { next: null } }, null],
    ['a link that is empty', { links: { next: '' } }, null],
    ['a cursor that is empty', { links: { next: '/t?next=' } }, null],
    ['no links', {}, null],
    ['links that are null', { links: null }, null],
  ])('takes the next cursor from %s', (_, members, next) => {
    expect(page(members)).toStrictEqual(E.right({ transactions: [], size: null, next }))
  })

  test.each([
    ['has no cursor', 'https://au-api.basiq.io/users/u-1/transactions?page=2'],
    ['cannot be decoded', '/t?next=%zz'],
    ['is no text', { href: '/t?next=a' }],
  ])('rejects a link that %s, because it would look like the last page', (_, next) => {
    expect(page({ links: { next } })).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'TransactionPage', paths: ['/links/next'] }),
    )
  })

  test.each([-1, 0.5, '7', JSON.parse('1e999')])('has no size when the server sends %j', (size) => {
    expect(page({ size })).toMatchObject(E.right({ size: null }))
  })

  test('names at most twenty invalid members', () => {
    const read = page({ data: new Array(500).fill({}) })
    const paths = E.isLeft(read) ? read.left.paths : []
    expect([paths.length, paths[0], paths[19]]).toStrictEqual([20, '/data/0/id', '/data/6/status'])
  })

  test('its guard requires all members', () => {
    const whole = { transactions: [], size: null, next: null }
    expect(
      [whole, { ...whole, next: 1 }, { ...whole, size: -1 }, { transactions: [] }, null].map(TransactionPage.is),
    ).toStrictEqual([true, false, false, false, false])
  })
})
