import { decodeWith } from '@bank-connection/core/adapter'
import { DurationMs, InstantMs } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const AT = Date.UTC(2020, 8, 9, 11, 6, 52)

describe('Instant', () => {
  test.each([
    ['as recorded, without milliseconds', '2020-09-09T11:06:52Z', AT],
    ['as on the pages, with milliseconds', '2020-09-09T11:06:52.123Z', AT + 123],
    ['with microseconds, which are cut', '2020-09-09T11:06:52.123999Z', AT + 123],
    ['with an offset', '2020-09-09T21:06:52+10:00', AT],
    ['without a zone, as UTC', '2020-09-09T11:06:52', AT],
    ['without seconds', '2020-09-09T11:06Z', AT - 52_000],
    ['as a day', '2020-09-09', Date.UTC(2020, 8, 9)],
    ['of a far year', '+012345-01-01T00:00:00.000Z', Date.UTC(12345, 0, 1)],
  ])('reads a time %s', (_, text, ms) => {
    expect(decodeWith(InstantMs)(text)).toStrictEqual(E.right(ms))
  })

  test.each([
    '',
    '1',
    '2020',
    'yesterday',
    'Wed, 09 Sep 2020 11:06:52 GMT',
    '2020-13-01',
    '2020-09-09T25:00:00Z',
    AT,
    null,
  ])('refuses %j', (value) => {
    expect(E.isLeft(decodeWith(InstantMs)(value))).toBe(true)
  })

  test('reads a text without a time zone the same wherever the program runs', () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'Pacific/Auckland'
    const read = decodeWith(InstantMs)('2020-09-09T11:06:52')
    const offset = new Date(AT).getTimezoneOffset()
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
    expect([read, offset]).toStrictEqual([E.right(AT), -720])
  })

  test('rejects numbers beyond the range of dates', () => {
    expect([8.64e15, -8.64e15, 8.64e15 + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY].map(InstantMs.is)).toStrictEqual(
      [true, true, false, false, false, false],
    )
  })
})

describe('Duration', () => {
  test.each([0, 0.5, 3600, 120_000])('reads %d', (ms) => {
    expect(decodeWith(DurationMs)(ms)).toStrictEqual(E.right(ms))
  })

  test.each([-1, JSON.parse('1e999'), Number.NaN, 2 ** 60, '120000'])('refuses %j', (value) => {
    expect(E.isLeft(decodeWith(DurationMs)(value))).toBe(true)
  })
})
