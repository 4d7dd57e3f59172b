import { JobId } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { listOf } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { arrayOf } from '../../src/codec/list.ts'

const Ids = listOf(JobId)

describe('listOf', () => {
  test('extracts the data from the envelope, whatever else it contains', () => {
    const body = { type: 'list', count: 2, size: 9, data: ['j-1', 'j-2'], links: { self: 'https://bank/jobs' } }
    expect(decodeWith(Ids)(body)).toStrictEqual(E.right(['j-1', 'j-2']))
  })

  test('writes the envelope', () => {
    expect(Ids.encode(['j-1' as JobId])).toStrictEqual({ type: 'list', data: ['j-1'] })
  })

  test.each([
    ['an array without the envelope', ['j-1'], ['']],
    ['null', null, ['']],
    ['no data', { type: 'list' }, ['/data']],
    ['data that is an object', { data: { 0: 'j-1', length: 1 } }, ['/data']],
    ['bad elements, by their places', { data: ['j-1', '', 'j-3', 4] }, ['/data/1', '/data/3']],
  ])('refuses %s', (_, body, paths) => {
    expect(decodeWith(Ids)(body)).toStrictEqual(
      E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'list of JobId', paths }),
    )
  })

  test('stops at the twentieth invalid element of a million', () => {
    const errors = Ids.decode({ data: new Array(1_000_000).fill(0) })
    expect(E.isLeft(errors) && errors.left.length).toBe(20)
  })
})

describe('arrayOf', () => {
  test('returns a new array', () => {
    const given = ['a']
    const read = decodeWith(arrayOf(t.string))(given)
    expect([E.isRight(read) && read.right === given, Object.isFrozen(given)]).toStrictEqual([false, false])
  })

  test('reads a hole as an absent element', () => {
    expect(E.isLeft(decodeWith(arrayOf(t.string))(new Array(1)))).toBe(true)
  })
})
