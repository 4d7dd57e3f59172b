import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryAfterMs } from '../../src/retry/retry-after.ts'

/** 2026-01-05T00:00:00Z, a Monday. */
const NOW = Date.UTC(2026, 0, 5)
const YEAR_MS = 365 * 86_400_000

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['1', 1_000],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['1000000000', YEAR_MS],
    ['999999999999999', YEAR_MS],
    ['Mon, 05 Jan 2026 00:01:00 GMT', 60_000],
    ['Sun, 04 Jan 2026 23:59:59 GMT', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', YEAR_MS],
    ['1, 3, 2', 3_000],
    ['3,soon', 3_000],
    ['Mon, 05 Jan 2026 00:00:09 GMT, Mon, 05 Jan 2026 00:00:08 GMT', 9_000],
    ['5, Mon, 05 Jan 2026 00:00:09 GMT', 9_000],
    ['Mon, 05 Jan 2026 00:00:04 GMT, 5', 5_000],
  ])('%j is %d ms', (header, wait) => {
    expect(retryAfterMs(header, NOW)).toBe(wait)
  })

  test.each([
    null,
    '',
    ',',
    'NaN',
    '-1',
    '+1',
    '1e9',
    '1.5',
    '0x10',
    'Infinity',
    'soon',
    '2026-01-05T00:01:00Z',
    'Monday, 05-Jan-26 00:01:00 GMT',
    'Mon Jan  5 00:01:00 2026',
    'Mon, 05 Jan 2026 00:01:00 +1100',
    'mon, 05 jan 2026 00:01:00 gmt',
    'Mon, 05 Jan 2026 99:99:99 GMT',
    'Mon, 99 Jan 2026 00:01:00 GMT',
    '١٢',
  ])('%j is invalid', (header) => {
    expect(retryAfterMs(header, NOW)).toBeNull()
  })

  test('is null or between 0 and a year for any header', () => {
    const counts = { read: 0, unread: 0, dates: 0 }
    const month = fc.constantFrom('Jan', 'Feb', 'Jun', 'Dec')
    const number = fc.nat({ max: 99 }).map((n) => String(n).padStart(2, '0'))
    const date = fc
      .tuple(number, month, fc.integer({ min: 1000, max: 9999 }), number, number, number)
      .map(([day, name, year, h, m, s]) => `Mon, ${day} ${name} ${year} ${h}:${m}:${s} GMT`)
    const one = fc.oneof(date, fc.string(), fc.nat().map(String), fc.bigInt().map(String), fc.double().map(String))
    const header = fc.array(one, { maxLength: 4 }).map((values) => values.join(', '))
    fc.assert(
      fc.property(header, fc.integer({ min: 0, max: 2 ** 52 }), (text, now) => {
        const wait = retryAfterMs(text, now)
        counts[wait === null ? 'unread' : 'read'] += 1
        counts.dates += wait !== null && text.includes('GMT') ? 1 : 0
        expect(wait === null || (wait >= 0 && wait <= YEAR_MS)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20)
  })

  test('is the longest of several values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 5 }), (seconds) => {
        expect(retryAfterMs(seconds.join(', '), NOW)).toBe(Math.max(...seconds) * 1_000)
      }),
    )
  })
})
