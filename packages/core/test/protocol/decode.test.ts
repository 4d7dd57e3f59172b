import { JobId } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { Job } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { PATHS_MAX } from '../../src/codec/list.ts'

const failureOf = (codec: t.Decoder<unknown, unknown>, u: unknown) =>
  E.getOrElseW((failure) => failure)(decodeWith(codec)(u))

describe('decodeWith', () => {
  test('returns the decoded value', () => {
    expect(decodeWith(JobId)('j-1')).toStrictEqual(E.right('j-1'))
  })

  test('names the codec and the whole if the whole is invalid', () => {
    expect(failureOf(JobId, '')).toStrictEqual({
      _tag: 'MalformedResponse',
      reason: 'shape',
      expected: 'JobId',
      paths: [''],
    })
  })

  test('names invalid members by escaped JSON pointers', () => {
    const Codec = t.type({ 'a/b': t.type({ '~c': t.string }), d: t.readonlyArray(t.number) }, 'Codec')
    expect(failureOf(Codec, { 'a/b': { '~c': 1 }, d: [1, '2', 3, '4'] })).toStrictEqual({
      _tag: 'MalformedResponse',
      reason: 'shape',
      expected: 'Codec',
      paths: ['/a~1b/~0c', '/d/1', '/d/3'],
    })
  })

  test('omits union and intersection branches from paths, and names each member once', () => {
    const Codec = t.type(
      { a: t.union([t.number, t.null]), b: t.intersection([t.type({ c: t.string }), t.type({ d: t.string })]) },
      'Codec',
    )
    expect(failureOf(Codec, { a: 'x', b: { c: 1, d: 2 } })).toMatchObject({ paths: ['/a', '/b/c', '/b/d'] })
  })

  test('names at most twenty members', () => {
    const paths = Array.from({ length: PATHS_MAX }, (_, i) => `/${i}`)
    expect(failureOf(t.readonlyArray(t.string), new Array(500).fill(0))).toMatchObject({ paths })
  })

  test('shows no value and no unknown member name', () => {
    const body = { id: { password: 'hooli2016' }, steps: [{ title: 'hooli2016' }], hooli2016: 1 }
    expect(JSON.stringify(failureOf(Job, body))).not.toContain('hooli2016')
  })

  test('rejects a value that throws when read, and drops the exception', () => {
    const hostile = Object.defineProperty({}, 'id', {
      get: () => {
        throw new Error('hooli2016')
      },
    })
    expect(failureOf(Job, hostile)).toStrictEqual({
      _tag: 'MalformedResponse',
      reason: 'shape',
      expected: 'Job',
      paths: [''],
    })
  })
})
