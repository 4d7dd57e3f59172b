import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'
import { withoutSecrets } from '../../src/protocol/error-response.ts'
import { maskSecrets } from '../../src/secrets/mask.ts'

const SECRET = 'canary-5e64fa5c'
const said = { detail: `no ${SECRET}`, correlationId: SECRET }
const clean = { detail: 'no [redacted]', correlationId: '[redacted]' }

describe('a failure from an adapter contains no secret of the request', () => {
  test('if it is an error response: neither in its code nor in its text', () => {
    const refused: PortError = { _tag: 'Refused', status: 400, code: SECRET, ...said }
    expect(withoutSecrets(refused, [SECRET])).toStrictEqual({ ...refused, code: '[redacted]', ...clean })
  })

  test('if there was no token for it', () => {
    const failure: PortError = { _tag: 'TokenUnavailable', reason: 'refused', status: 400, ...said }
    expect(withoutSecrets(failure, [SECRET])).toStrictEqual({ ...failure, ...clean })
  })

  test.each([unreachable('offline', 'no'), malformedResponse('Job', ['/id'])])('%j stays as it is', (failure) => {
    expect(withoutSecrets(failure, ['Job'])).toStrictEqual(failure)
  })
})

describe('a masked text', () => {
  test('has one mark for adjacent secrets', () => {
    expect(maskSecrets(['ab', 'cd'], 'xabcdx', 100)).toBe('x[redacted]x')
  })

  test('keeps surrogate pairs, and drops half a pair at its end', () => {
    expect(maskSecrets([], '\u{1F600} and \u{1F600}', 100)).toBe('\u{1F600} and \u{1F600}')
    expect(maskSecrets([], 'ab\u{1F600}', 3)).toBe('ab')
  })
})
