import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from '../../src/world/base64.ts'

const ascii = fc.string({ unit: 'binary-ascii' })

test('base64 matches the platform, and decodes to the input', () => {
  fc.assert(
    fc.property(ascii, (text) => {
      expect(encodeBase64(text)).toBe(btoa(text))
      expect(decodeBase64(btoa(text))).toBe(text)
      expect(decodeBase64Url(encodeBase64Url(text))).toBe(text)
      expect(encodeBase64Url(text)).toMatch(/^[\w-]*$/)
    }),
  )
})

test.each(['a', 'ab', 'abc', 'ab=c', '====', 'a-b_', 'ab c'])('%j is not base64', (text) => {
  expect(decodeBase64(text)).toBeNull()
})
