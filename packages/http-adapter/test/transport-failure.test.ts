import { malformedResponse, type PortError, unreachable } from '@bank-connection/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codesOf, type Progress, tooLarge, transportFailure } from '../src/transport-failure.ts'

const truncated = malformedResponse('whole body', [''], 'truncated')
const notHttp = malformedResponse('HTTP', [''], 'notHttp')
const untrusted = unreachable('untrusted', 'no')

describe('what a code means', () => {
  test.each<readonly [string, PortError, PortError, PortError]>([
    // While connecting, once sent, once answered.
    ['ECONNREFUSED', unreachable('offline', 'no'), unreachable('offline', 'no'), unreachable('offline', 'no')],
    ['ENOTFOUND', unreachable('offline', 'no'), unreachable('offline', 'no'), unreachable('offline', 'no')],
    ['EAI_AGAIN', unreachable('offline', 'no'), unreachable('offline', 'no'), unreachable('offline', 'no')],
    ['ENETUNREACH', unreachable('offline', 'no'), unreachable('offline', 'no'), unreachable('offline', 'no')],
    ['EHOSTUNREACH', unreachable('offline', 'no'), unreachable('offline', 'no'), unreachable('offline', 'no')],
    [
      'UND_ERR_CONNECT_TIMEOUT',
      unreachable('timeout', 'no'),
      unreachable('timeout', 'no'),
      unreachable('timeout', 'no'),
    ],
    ['ECONNRESET', unreachable('offline', 'no'), unreachable('offline', 'unknown'), unreachable('offline', 'unknown')],
    ['EPIPE', unreachable('offline', 'no'), unreachable('offline', 'unknown'), unreachable('offline', 'unknown')],
    [
      'UND_ERR_SOCKET',
      unreachable('offline', 'no'),
      unreachable('offline', 'unknown'),
      unreachable('offline', 'unknown'),
    ],
    ['ETIMEDOUT', unreachable('timeout', 'no'), unreachable('timeout', 'unknown'), unreachable('timeout', 'unknown')],
    [
      'UND_ERR_HEADERS_TIMEOUT',
      unreachable('timeout', 'no'),
      unreachable('timeout', 'unknown'),
      unreachable('timeout', 'unknown'),
    ],
    [
      'UND_ERR_BODY_TIMEOUT',
      unreachable('timeout', 'no'),
      unreachable('timeout', 'unknown'),
      unreachable('timeout', 'unknown'),
    ],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', truncated, truncated, truncated],
    ['HPE_INVALID_EOF_STATE', truncated, truncated, truncated],
    ['HPE_INVALID_CONSTANT', notHttp, notHttp, notHttp],
    ['HPE_HEADER_OVERFLOW', notHttp, notHttp, notHttp],
    ['UND_ERR_HEADERS_OVERFLOW', notHttp, notHttp, notHttp],
    ['CERT_HAS_EXPIRED', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['SELF_SIGNED_CERT_IN_CHAIN', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['ERR_TLS_CERT_ALTNAME_INVALID', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['ERR_SSL_WRONG_VERSION_NUMBER', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['EPROTO', untrusted, untrusted, unreachable('offline', 'unknown')],
    ['WHATEVER', unreachable('offline', 'no'), unreachable('offline', 'unknown'), unreachable('offline', 'unknown')],
  ])('%s', (code, connecting, sent, answered) => {
    const errors = (['connecting', 'sent', 'answered'] as const).map((progress) => transportFailure([code], progress))
    expect(errors).toStrictEqual([connecting, sent, answered].map((error) => ({ error, cause: code })))
  })

  test('without a code it may have arrived, unless there was no connection', () => {
    const errors = (['connecting', 'sent', 'answered'] as const).map((progress) => transportFailure([], progress).error)
    expect(errors).toStrictEqual([
      unreachable('offline', 'no'),
      unreachable('offline', 'unknown'),
      unreachable('offline', 'unknown'),
    ])
  })

  test('is looked for in the causes, and the first that says something is told', () => {
    expect(transportFailure(['UND_ERR', 'ECONNREFUSED'], 'sent')).toStrictEqual({
      error: unreachable('offline', 'no'),
      cause: 'ECONNREFUSED',
    })
    expect(transportFailure(['UND_ERR_SOCKET', 'CERT_HAS_EXPIRED'], 'sent').error).toStrictEqual(untrusted)
  })

  test('of a body that is too large is the limit', () => {
    expect(tooLarge(8)).toStrictEqual({ error: malformedResponse('8 bytes', [''], 'tooLarge'), cause: null })
  })
})

describe('the codes of an error', () => {
  const withCode = (code: unknown, more: object = {}): Error => Object.assign(new Error('canary'), { code, ...more })

  test('are its own and those of what caused it, the first of several', () => {
    const error = withCode('UND_ERR_SOCKET', { cause: withCode('ECONNRESET') })
    expect(codesOf(error)).toStrictEqual(['UND_ERR_SOCKET', 'ECONNRESET'])
    const several = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])
    expect(codesOf(new TypeError('fetch failed', { cause: several }))).toStrictEqual(['ECONNREFUSED'])
  })

  test.each([
    undefined,
    null,
    'ECONNRESET',
    7,
    new Error('ECONNRESET'),
    new DOMException('ECONNRESET', 'AbortError'),
    withCode(20),
    withCode('canary'),
    withCode('ECONNRESET canary'),
    withCode('E'.repeat(100)),
    withCode({ toString: () => 'ECONNRESET' }),
  ])('are none in %#, whatever its message', (error) => {
    expect(codesOf(error)).toStrictEqual([])
  })

  test('of a circle of causes are few', () => {
    const error: { code: string; cause?: unknown } = { code: 'ECONNRESET' }
    error.cause = error
    expect(codesOf(error).length).toBeLessThan(10)
  })

  test('hold nothing but names in capitals, and there is a failure, whatever is thrown', () => {
    const counts = { named: 0, unnamed: 0 }
    const code = fc.oneof(fc.string(), fc.stringMatching(/^[A-Z_0-9]{1,70}$/), fc.anything())
    const { thrown } = fc.letrec((tie) => ({
      thrown: fc.oneof(
        { depthSize: 'small' },
        fc.anything(),
        fc.record(
          { code, message: fc.string(), cause: tie('thrown'), errors: fc.array(tie('thrown')) },
          { requiredKeys: [] },
        ),
      ),
    }))
    fc.assert(
      fc.property(thrown, fc.constantFrom<Progress>('connecting', 'sent', 'answered'), (error, progress) => {
        const codes = codesOf(error)
        counts[codes.length > 0 ? 'named' : 'unnamed'] += 1
        const { error: failure, cause } = transportFailure(codes, progress)
        expect(codes.every((name) => /^[A-Z][A-Z0-9_]{1,60}$/.test(name))).toBe(true)
        expect(cause === null || codes.includes(cause)).toBe(true)
        expect(['Unreachable', 'MalformedResponse']).toContain(failure._tag)
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(5)
  })
})
