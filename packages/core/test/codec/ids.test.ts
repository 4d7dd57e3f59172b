import { ConnectionId, InstitutionId, JobId, UserId } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { AccountId, TransactionId } from '@bank-connection/core/codec'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import type * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { ID_LENGTH_MAX } from '../../src/codec/ids.ts'

const codecs: Readonly<Record<string, t.Type<string>>> = {
  AccountId,
  ConnectionId,
  InstitutionId,
  JobId,
  TransactionId,
  UserId,
} as Readonly<Record<string, t.Mixed>>

describe.each(Object.entries(codecs))('%s', (name, codec) => {
  test.each(['AU00000', 'ea3a81', '61723a33-7ab5-4d0c-94a9-9d1e4cd2cd17', 'a', '...', '..a', 'urn:a;b=c@d,e', 'a&b+c'])(
    'takes %j as it is',
    (text) => {
      expect(decodeWith(codec)(text)).toStrictEqual(E.right(text))
    },
  )

  test.each([
    '',
    '.',
    '..',
    'a/b',
    '/a',
    '../users/u-2',
    'a\\b',
    'a?b',
    'a#b',
    'a%2e',
    "a'b",
    'a b',
    'a\n',
    'a\u0000',
    'a\u007F',
    'é',
    'a'.repeat(ID_LENGTH_MAX + 1),
  ])('rejects %j, which would change a path or a filter', (text) => {
    expect(decodeWith(codec)(text)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: name, paths: [''] }),
    )
  })

  test.each([null, undefined, 5, {}, ['a'], Object('a')])('refuses %j, which is no text', (value) => {
    expect(E.isLeft(decodeWith(codec)(value))).toBe(true)
  })

  test('accepts the longest id', () => {
    expect(codec.is('a'.repeat(ID_LENGTH_MAX))).toBe(true)
  })
})

const decoded = (path: string): string | null =>
  E.getOrElseW(() => null)(
    E.tryCatch(
      () => decodeURIComponent(path),
      () => null,
    ),
  )

test('an id stays one path segment and one filter value', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: fc.constantFrom('.', '/', 'a', '%', '2', 'e', '?'), maxLength: 4 }),
  )
  const seen = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(texts, (text) => {
      const path = new URL(`/users/${text}/jobs`, 'https://bank').pathname
      const stays = decoded(path) === `/users/${text}/jobs` && path.split('/').length === 4 && !text.includes("'")
      const isTaken = UserId.is(text)
      seen[isTaken ? 'taken' : 'refused'] += 1
      expect(isTaken && (!stays || text === '')).toBe(false)
    }),
    { numRuns: 1_000 },
  )
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(50)
})
