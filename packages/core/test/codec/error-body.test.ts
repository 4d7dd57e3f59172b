import { decodeWith } from '@bank-connection/core/adapter'
import { ErrorBody } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const expired = { type: 'error', title: 'Access denied.', code: 'access-denied', detail: 'Token has expired' }

const envelope = (item: object) => ({ type: 'list', correlationId: 'aeaa5a7c', data: [item] })

describe('ErrorBody', () => {
  test.each([
    ['null', { ...expired, source: null }, null],
    ['empty', { ...expired, source: {} }, { parameter: null, pointer: null }],
    ['absent', expired, null],
    ['half given', { ...expired, source: { parameter: 'id' } }, { parameter: 'id', pointer: null }],
    ['of another shape', { ...expired, source: 'header' }, null],
  ])('reads a source that is %s', (_, item, source) => {
    expect(decodeWith(ErrorBody)(envelope(item))).toStrictEqual(
      E.right({
        correlationId: 'aeaa5a7c',
        data: [{ code: 'access-denied', title: 'Access denied.', detail: 'Token has expired', source }],
      }),
    )
  })

  test('decodes an error that has only a title', () => {
    const item = { type: 'error', code: 'invalid-authorization-token', title: 'Invalid authorization token.' }
    expect(decodeWith(ErrorBody)(envelope(item))).toMatchObject(
      E.right({ data: [{ code: 'invalid-authorization-token', detail: null }] }),
    )
  })

  test('keeps the order of several errors and undocumented codes', () => {
    const body = { data: [{ code: 'first-invented' }, { code: 'access-denied' }] }
    expect(decodeWith(ErrorBody)(body)).toMatchObject(
      E.right({ data: [{ code: 'first-invented' }, { code: 'access-denied' }] }),
    )
  })

  test.each([
    ['the gateway', { message: 'Missing Authentication Token' }],
    ['an error without an array', { correlationId: 7, data: { code: 'access-denied' } }],
    ['elements that are no errors', { data: [null, 1] }],
    ['an empty object', {}],
  ])('decodes a body of %s without information', (_, body) => {
    expect(decodeWith(ErrorBody)(body)).toStrictEqual(E.right({ correlationId: null, data: null }))
  })

  test.each([null, 'Service Unavailable', 503, ['x']])('refuses %j, which is no object', (body) => {
    expect(E.isLeft(decodeWith(ErrorBody)(body))).toBe(true)
  })
})
