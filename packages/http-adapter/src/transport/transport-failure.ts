import type { PortError } from '@bank-connection/core'
import { malformedResponse, unreachable } from '@bank-connection/core/adapter'
import type { TransportFailure } from './transport.ts'

/** How far a request had come; `unsure` where the platform does not tell whether it was sent. */
export type Progress = 'connecting' | 'unsure' | 'sent' | 'answered'

/** What is read of a platform's error; never its message, which may hold anything. */
export interface PlatformError {
  /** Its name, and those of what caused it: `ECONNRESET`. */
  readonly codes: readonly string[]
  /** Whether it says that it was connecting, or looking up the host. */
  readonly isConnecting: boolean
}

/** Names of what happens only before there is a connection. Others, such as EHOSTUNREACH, end one that stands, too. */
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

/** A certificate that is not accepted. @source OpenSSL's verification errors, and Node's own in "TLS errors" */
const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH)/

/** TLS that does not come about, or that breaks later. */
const TLS = /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO)/

/** What a platform's error means. */
export const transportFailure = (error: PlatformError, progress: Progress): TransportFailure => ({
  error: meaningOf(error, progress),
  cause: error.codes[0] ?? null,
})

const meaningOf = ({ codes, isConnecting }: PlatformError, progress: Progress): PortError => {
  const isOne = (form: RegExp): boolean => codes.some((code) => form.test(code))
  const has = (names: ReadonlySet<string>): boolean => codes.some((code) => names.has(code))
  const neverLeft =
    progress === 'connecting' || (progress === 'unsure' && (isConnecting || has(NOT_CONNECTED) || isOne(CERTIFICATE)))
  const delivered = neverLeft ? 'no' : 'unknown'
  if (neverLeft && (isOne(CERTIFICATE) || isOne(TLS))) return unreachable('untrusted', delivered)
  if (has(TIMED_OUT)) return unreachable('timeout', delivered)
  if (codes.includes('UND_ERR_RES_CONTENT_LENGTH_MISMATCH') || codes.includes('HPE_INVALID_EOF_STATE'))
    return malformedResponse('whole body', [''], 'truncated')
  if (isOne(/^HPE_/) || codes.includes('UND_ERR_HEADERS_OVERFLOW')) return malformedResponse('HTTP', [''], 'notHttp')
  return unreachable('offline', delivered)
}

/** A failure without a name. */
export const nameless: PlatformError = { codes: [], isConnecting: false }

/** How deep causes are followed. */
const CAUSES_MAX = 5

/** Reads what a platform threw, and what caused it. */
export const platformError = (error: unknown): PlatformError => {
  const codes: string[] = []
  let isConnecting = false
  let current: unknown = error
  for (let depth = 0; depth < CAUSES_MAX && typeof current === 'object' && current !== null; depth++) {
    const { name, code, cause, errors, syscall } = current as Readonly<Record<string, unknown>>
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) codes.push(code)
    // undici has a code for it, and does not set it.
    else if (name === 'HTTPParserError') codes.push('HPE_INVALID')
    isConnecting ||= syscall === 'connect' || syscall === 'getaddrinfo'
    current = cause ?? (Array.isArray(errors) ? errors[0] : null)
  }
  return { codes, isConnecting }
}

/** The failure of a body that is larger than the limit. */
export const tooLarge = (bytesMax: number): TransportFailure => ({
  error: malformedResponse(`${bytesMax} bytes`, [''], 'tooLarge'),
  cause: null,
})
