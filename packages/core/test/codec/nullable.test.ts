import { decodeWith } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { blankable, nullable, tolerant } from '../../src/codec/nullable.ts'

const REFUSED = 'refused'
const outcomeOf = (codec: t.Type<string | null>) => (u: unknown) =>
  E.getOrElse<unknown, string | null>(() => REFUSED)(decodeWith(codec)(u))

describe('a member that may be missing', () => {
  test.each([
    ['nullable', nullable(t.string), [null, null, '', 'a', REFUSED]],
    ['blankable', blankable(t.string), [null, null, null, 'a', REFUSED]],
    ['tolerant', tolerant(t.string), [null, null, '', 'a', null]],
  ])('decodes through %s if absent, null, empty, documented, or of another shape', (_, codec, outcomes) => {
    expect([undefined, null, '', 'a', 1].map(outcomeOf(codec))).toStrictEqual(outcomes)
  })

  test.each([nullable(t.string), blankable(t.string), tolerant(t.string)])('is null or a valid value: %#', (codec) => {
    expect([null, 'a', undefined, 1].map(codec.is)).toStrictEqual([true, true, false, false])
  })

  test('adds no segment to the path of a failure', () => {
    const codec = t.strict({ a: nullable(t.strict({ b: t.string })) }, 'Outer')
    expect(decodeWith(codec)({ a: {} })).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Outer', paths: ['/a/b'] }),
    )
  })
})
