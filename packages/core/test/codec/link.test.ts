import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionIdIn, cursorIn, percentEncode } from '../../src/codec/link.ts'

describe('cursorIn', () => {
  test.each([
    ['an absolute link', 'https://au-api.basiq.io/users/u-1/transactions?next=abc123', 'abc123'],
    ['a relative link', '/users/u-1/transactions?next=abc123', 'abc123'],
    ['a link with other parameters', "https://b/t?filter=a.eq('1')&limit=500&next=abc&x=1#top", 'abc'],
    ['an escaped cursor', '/t?next=a%2Fb%2B%3D%20%26', 'a/b+= &'],
    ['a plus, which is no space', '/t?next=a+b', 'a+b'],
    ['an empty cursor', '/t?next=', ''],
    ['a cursor with an equals sign', '/t?next=YQ==', 'YQ=='],
    ['a lone surrogate', '/t?next=a\uD800', 'a\uFFFD'],
    ['no query', '/t', null],
    ['a query without it', '/t?limit=5&nextpage=2&xnext=3', null],
    ['a cursor that cannot be decoded', '/t?next=%E0%A4%A', null],
    ['a cursor in the fragment only', '/t#?next=abc', null],
    ['nothing', '', null],
  ])('reads %s', (_, link, cursor) => {
    expect(cursorIn(link)).toBe(cursor)
  })

  test('reads what percentEncode writes, for every well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (cursor) => {
        expect(cursorIn(`https://bank/t?limit=1&next=${percentEncode(cursor)}&after=1`)).toBe(cursor)
      }),
    )
  })
})

describe('percentEncode', () => {
  test('accepts a lone surrogate, which JSON may contain', () => {
    expect(percentEncode('a\uDC00 b')).toBe('a%EF%BF%BD%20b')
  })
})

describe('connectionIdIn', () => {
  test.each([
    ['a relative link', '/users/u-1/connections/c-1', 'c-1'],
    ['an absolute link', 'https://au-api.basiq.io/users/u-1/connections/c-1', 'c-1'],
    ['a longer path', '/users/u-1/connections/c-1/refresh', 'c-1'],
    ['a query and a fragment', '/users/u-1/connections/c-1?x=/connections/evil#/connections/evil', 'c-1'],
    ['a user called connections', '/users/connections/connections/c-1', 'c-1'],
    ['no connection', '/users/u-1/accounts', null],
    ['the list of connections', '/users/u-1/connections/', null],
    ['an id that would climb', '/users/u-1/connections/..', null],
    ['an id that is escaped', '/users/u-1/connections/%2e%2e', null],
    ['an id of other letters', '/users/u-1/connections/\u{1F600}c', null],
  ])('reads %s', (_, link, id) => {
    expect(connectionIdIn(link)).toBe(id)
  })
})
