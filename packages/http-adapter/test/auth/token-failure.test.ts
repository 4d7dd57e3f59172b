import type { PortError, TokenUnavailable } from '@bank-connection/core'
import { unreachable } from '@bank-connection/core/adapter'
import { describe, expect, test } from 'vitest'
import { toTokenFailure } from '../../src/auth/token-cache.ts'

const throttled: TokenUnavailable = {
  _tag: 'TokenUnavailable',
  reason: 'throttled',
  status: 429,
  detail: null,
  correlationId: null,
}

describe('the failure of a call without a token', () => {
  const malformed = { _tag: 'TokenUnavailable', reason: 'malformed', status: null, detail: null, correlationId: null }

  test.each<readonly [PortError, unknown]>([
    [unreachable('timeout', 'unknown'), unreachable('timeout', 'no')],
    [unreachable('offline', 'no'), unreachable('offline', 'no')],
    [throttled, throttled],
    [{ _tag: 'MalformedResponse', reason: 'contentType', expected: 'application/json', paths: [''] }, malformed],
    [{ _tag: 'Refused', status: 400, code: 'x', detail: 'words', correlationId: null }, malformed],
  ])('%j is never reported as possibly delivered: %j', (failure, wanted) => {
    expect(toTokenFailure(failure)).toStrictEqual(wanted)
  })
})
