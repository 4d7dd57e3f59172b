import { decodeWith } from '@bank-connection/core/adapter'
import { Decimal } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'

const refused = E.left({ _tag: 'MalformedResponse', reason: 'shape', expected: 'Decimal', paths: [''] })

describe('Decimal', () => {
  test.each(['-15.23', '356.50', '0.00', '007', '+1.5', '.5', '12.', '123456789012345678901234567890.01'])(
    'keeps %j unchanged',
    (text) => {
      expect(decodeWith(Decimal)(text)).toStrictEqual(E.right(text))
    },
  )

  test.each([15.23, 0, '1,000.00', '$5', '1e5', 'NaN', 'Infinity', '', '.', '-', ' 1', '1 ', '1\n', '0x1F', '١'])(
    'refuses %j',
    (value) => {
      expect(decodeWith(Decimal)(value)).toStrictEqual(refused)
    },
  )

  test('rejects more digits than the limit', () => {
    expect(decodeWith(Decimal)('9'.repeat(65))).toStrictEqual(refused)
  })
})
