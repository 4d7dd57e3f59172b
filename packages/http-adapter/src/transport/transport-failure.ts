import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import type { TransportFailure } from './transport.ts'

/** How far a request got; `unsure` when the platform does not report whether it was sent. */
export type RequestProgress = 'connecting' | 'unsure' | 'sent' | 'answered'

/** The useful parts of a platform error. Excludes the message, which may contain anything. */
export interface PlatformError {
  /** Error codes of the error and its causes, such as `ECONNRESET`. */
  readonly codes: readonly string[]
  /** Whether it failed while connecting or resolving the host name. */
  readonly isConnecting: boolean
}

/** Codes that only occur before a connection is open. Others, such as EHOSTUNREACH, can also end an open one. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'UND_ERR_CONNECT_TIMEOUT',
])

const TIMED_OUT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/** Codes of a rejected certificate. @source OpenSSL's verification errors, and Node.js, "TLS errors" */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)/

/** Codes of other TLS failures. */
const TLS = /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO)/

/** Maps a platform error to a failure of the port. */
export const transportFailure = (error: PlatformError, progress: RequestProgress): TransportFailure => ({
  error: portErrorOf(error, progress),
  cause: error.codes[0] ?? null,
})

const portErrorOf = ({ codes, isConnecting }: PlatformError, progress: RequestProgress): PortError => {
  const isOne = (form: RegExp): boolean => codes.some((code) => form.test(code))
  const has = (names: ReadonlySet<string>): boolean => codes.some((code) => names.has(code))
  const wasNotSent =
    progress === 'connecting' || (progress === 'unsure' && (isConnecting || has(NOT_CONNECTED) || isOne(CERTIFICATE)))
  const delivered = wasNotSent ? 'no' : 'unknown'
  if (wasNotSent && (isOne(CERTIFICATE) || isOne(TLS))) return unreachable('untrusted', delivered)
  if (has(TIMED_OUT)) return unreachable('timeout', delivered)
  if (codes.includes('UND_ERR_RES_CONTENT_LENGTH_MISMATCH') || codes.includes('HPE_INVALID_EOF_STATE'))
    return malformedResponse('whole body', [''], 'truncated')
  if (isOne(/^HPE_/) || codes.includes('UND_ERR_HEADERS_OVERFLOW')) return malformedResponse('HTTP', [''], 'notHttp')
  return unreachable('offline', delivered)
}

/** An error without a code. */
export const unknownPlatformError: PlatformError = { codes: [], isConnecting: false }

/** Longest chain of causes that is read. */
const CAUSES_MAX = 5

/** Reads an error that the platform threw, and its causes. */
export const platformError = (error: unknown): PlatformError => {
  const codes: string[] = []
  let isConnecting = false
  let current: unknown = error
  for (let depth = 0; depth < CAUSES_MAX && typeof current === 'object' && current !== null; depth++) {
    const { name, code, cause, errors, syscall } = current as Readonly<Record<string, unknown>>
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) codes.push(code)
    // undici documents a code for this error but does not set it.
    else if (name === 'HTTPParserError') codes.push('HPE_INVALID')
    isConnecting ||= syscall === 'connect' || syscall === 'getaddrinfo'
    current = cause ?? (Array.isArray(errors) ? errors[0] : null)
  }
  return { codes, isConnecting }
}

/** The failure of a body over the size limit. */
export const bodyTooLarge = (bytesMax: number): TransportFailure => ({
  error: malformedResponse(`${bytesMax} bytes`, [''], 'tooLarge'),
  cause: null,
})
