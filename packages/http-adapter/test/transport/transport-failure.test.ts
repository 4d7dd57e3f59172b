import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import {
  bodyTooLarge,
  platformError,
  transportFailure,
  unknownPlatformError,
} from '../../src/transport/transport-failure.ts'
import { creation } from '../faults/fixtures.ts'
import { inSequence } from '../faults/raw-server.ts'
import type { Responder } from '../faults/responder.ts'
import { type BankAndServer, transports, withServer } from '../faults/with-bank.ts'

const no = (reason: 'offline' | 'timeout' | 'untrusted'): PortError => unreachable(reason, 'no')
const unknown = (reason: 'offline' | 'timeout'): PortError => unreachable(reason, 'unknown')

const progresses = ['connecting', 'unsure', 'sent', 'answered'] as const

/** The failures while connecting, over `fetch`, after sending, and after the response headers. */
const meanings = (codes: readonly string[], isConnecting = false) =>
  progresses.map((progress) => transportFailure({ codes, isConnecting }, progress))

describe('an error code', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'])(
    '%s only occurs before a connection is open, also over fetch',
    (code) => {
      expect(meanings([code]).map(({ error }) => error)).toStrictEqual([
        no('offline'),
        no('offline'),
        unknown('offline'),
        unknown('offline'),
      ])
    },
  )

  test.each([
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EADDRNOTAVAIL',
    'ENETDOWN',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'UND_ERR_SOCKET',
    'WHATEVER',
  ])('%s can end an open connection: possibly delivered, unless it occurred while connecting', (code) => {
    const expected = [no('offline'), unknown('offline'), unknown('offline'), unknown('offline')]
    expect(meanings([code])).toStrictEqual(expected.map((error) => ({ error, cause: code })))
    const connecting = [no('offline'), no('offline'), unknown('offline'), unknown('offline')]
    expect(meanings([code], true)).toStrictEqual(connecting.map((error) => ({ error, cause: code })))
  })

  test.each<readonly [string, boolean, boolean]>([
    ['UND_ERR_CONNECT_TIMEOUT', false, true],
    ['UND_ERR_HEADERS_TIMEOUT', false, false],
    ['UND_ERR_BODY_TIMEOUT', false, false],
    ['ETIMEDOUT', false, false],
    ['ETIMEDOUT', true, true],
  ])('%s is a timeout; connecting: %j', (code, isConnecting, isSureOfFetch) => {
    expect(meanings([code], isConnecting).map(({ error }) => error)).toStrictEqual([
      no('timeout'),
      unreachable('timeout', isSureOfFetch ? 'no' : 'unknown'),
      unknown('timeout'),
      unknown('timeout'),
    ])
  })

  test.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'HOSTNAME_MISMATCH',
    'PATH_LENGTH_EXCEEDED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_TLS_CERT_ALTNAME_FORMAT',
  ])('%s means a certificate rejected before anything was sent, also over fetch', (code) => {
    expect(meanings([code]).map(({ error }) => error)).toStrictEqual([
      no('untrusted'),
      no('untrusted'),
      unknown('offline'),
      unknown('offline'),
    ])
  })

  test.each([
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_OSSL_EVP_UNSUPPORTED',
    'ERR_TLS_HANDSHAKE_TIMEOUT',
  ])('%s can end an open TLS connection: possibly delivered after sending and over fetch', (code) => {
    expect(meanings([code]).map(({ error }) => error)).toStrictEqual([
      no('untrusted'),
      unknown('offline'),
      unknown('offline'),
      unknown('offline'),
    ])
  })

  test.each([
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', malformedResponse('whole body', [''], 'truncated')],
    ['HPE_INVALID_EOF_STATE', malformedResponse('whole body', [''], 'truncated')],
    ['HPE_INVALID_CONSTANT', malformedResponse('HTTP', [''], 'notHttp')],
    ['HPE_HEADER_OVERFLOW', malformedResponse('HTTP', [''], 'notHttp')],
    ['UND_ERR_HEADERS_OVERFLOW', malformedResponse('HTTP', [''], 'notHttp')],
  ])('%s means an invalid response', (code, error) => {
    expect(meanings([code])).toStrictEqual(progresses.map(() => ({ error, cause: code })))
  })

  test('that is missing means possibly delivered, except while connecting', () => {
    expect(progresses.map((progress) => transportFailure(unknownPlatformError, progress))).toStrictEqual(
      [no('offline'), unknown('offline'), unknown('offline'), unknown('offline')].map((error) => ({
        error,
        cause: null,
      })),
    )
  })

  test('is also read from causes; the first one is reported', () => {
    expect(meanings(['UND_ERR', 'ECONNREFUSED'])[1]).toStrictEqual({ error: no('offline'), cause: 'UND_ERR' })
    expect(meanings(['UND_ERR_SOCKET', 'CERT_HAS_EXPIRED'])[1]?.error).toStrictEqual(no('untrusted'))
  })

  test('is absent for a body over the limit', () => {
    expect(bodyTooLarge(8)).toStrictEqual({ error: malformedResponse('8 bytes', [''], 'tooLarge'), cause: null })
  })
})

describe('reading an error', () => {
  const withCode = (code: unknown, more: object = {}): Error => Object.assign(new Error('canary'), { code, ...more })

  test('finds its code and those of its causes, the first of several', () => {
    const error = withCode('UND_ERR_SOCKET', { cause: withCode('ECONNRESET') })
    expect(platformError(error)).toStrictEqual({ codes: ['UND_ERR_SOCKET', 'ECONNRESET'], isConnecting: false })
    const several = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])
    expect(platformError(new TypeError('fetch failed', { cause: several })).codes).toStrictEqual(['ECONNREFUSED'])
    const unnamed = Object.assign(new Error('canary'), { name: 'HTTPParserError' })
    expect(platformError(new TypeError('fetch failed', { cause: unnamed })).codes).toStrictEqual(['HPE_INVALID'])
  })

  test.each([
    ['connect', true],
    ['getaddrinfo', true],
    ['read', false],
    ['write', false],
    ['shutdown', false],
    [undefined, false],
    [['connect'], false],
  ])('finds out whether it was connecting: syscall %j: %j', (syscall, isConnecting) => {
    const system = withCode('EHOSTUNREACH', { syscall })
    const wrapped = new TypeError('fetch failed', { cause: system })
    const several = new TypeError('fetch failed', { cause: withCode('EHOSTUNREACH', { errors: [system] }) })
    expect([system, wrapped, several].map((error) => platformError(error).isConnecting)).toStrictEqual(
      Array(3).fill(isConnecting),
    )
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
  ])('finds no code in case %#, whatever the message', (error) => {
    expect(platformError(error)).toStrictEqual(unknownPlatformError)
  })

  test('stops in a cycle of causes', () => {
    const error: { code: string; cause?: unknown } = { code: 'ECONNRESET' }
    error.cause = error
    expect(platformError(error).codes.length).toBeLessThan(10)
  })

  test('finds only upper-case codes, and never reports a sent request as not delivered, for any error', () => {
    const counts = { named: 0, unnamed: 0, connecting: 0 }
    const code = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[A-Z_0-9]{1,70}$/),
      fc.constantFrom('ECONNREFUSED', 'CERT_HAS_EXPIRED', 'EPROTO', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH'),
      fc.anything(),
    )
    const syscall = fc.constantFrom('connect', 'read')
    const { thrown } = fc.letrec((tie) => ({
      thrown: fc.oneof(
        { depthSize: 'small' },
        fc.anything(),
        fc.record(
          { code, syscall, message: fc.string(), cause: tie('thrown'), errors: fc.array(tie('thrown')) },
          { requiredKeys: [] },
        ),
      ),
    }))
    fc.assert(
      fc.property(thrown, (error) => {
        const read = platformError(error)
        counts[read.codes.length > 0 ? 'named' : 'unnamed'] += 1
        counts.connecting += read.isConnecting ? 1 : 0
        const [connecting, unsure, ...sent] = progresses.map((progress) => transportFailure(read, progress).error)
        expect(read.codes.every((name) => /^[A-Z][A-Z0-9_]{1,60}$/.test(name))).toBe(true)
        expect([connecting?._tag, unsure?._tag]).toStrictEqual(
          Array(2).fill(expect.stringMatching(/^(Unreachable|MalformedResponse)$/)),
        )
        expect(connecting).not.toMatchObject({ delivered: 'unknown' })
        expect(sent).not.toContainEqual(expect.objectContaining({ delivered: 'no' }))
        expect(sent).not.toContainEqual(expect.objectContaining({ reason: 'untrusted' }))
      }),
      { numRuns: 500 },
    )
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(5)
  })
})

/** Finds the client socket of a connection by its local port. */
const clientSockets = () => {
  const sockets = new Set<Socket>()
  const note = (message: unknown): void => void sockets.add((message as { readonly socket: Socket }).socket)
  subscribe('net.client.socket', note)
  const find = (port: number | undefined): Socket | undefined =>
    [...sockets].find(({ localPort }) => localPort === port)
  return { find, forget: () => unsubscribe('net.client.socket', note) }
}

describe.each(transports)('over $name', (transport) => {
  test.each([
    ['read', 'EHOSTUNREACH'],
    ['read', 'ENETUNREACH'],
    ['write', 'EADDRNOTAVAIL'],
    ['write', 'EPROTO'],
  ])('a create whose connection ends with %s %s after sending may have been delivered', async (syscall, code) => {
    const { find, forget } = clientSockets()
    const error = Object.assign(new Error(`${syscall} ${code}`), { code, syscall, errno: -113 })
    const breaks: Responder = ({ remotePort }) => void find(remotePort)?.destroy(error)
    const auth = { token: async () => ({ accessToken: 'CANARY-token' }) }
    const play = async ({ bank, server, events }: BankAndServer): Promise<void> => {
      const created = await bank.createConnection(creation)()
      expect(created).toStrictEqual(E.left(unreachable('offline', 'unknown')))
      expect(events.at(-1)).toMatchObject({ cause: code })
      expect(server.requests).toHaveLength(1)
    }
    await withServer(transport, { handler: inSequence(breaks) }, play, { auth }).finally(forget)
  })
})
