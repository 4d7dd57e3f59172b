import { malformedResponse, type PortError, unreachable } from '@bank-connection/core'
import type { TransportFailure } from './transport.ts'

/** How far a request had come. */
export type Progress = 'connecting' | 'sent' | 'answered'

/** Names under which no connection came about, so that the request cannot have left. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])

const TIMED_OUT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/** Failures of TLS before anything is sent. @source OpenSSL's verification errors and Node's own, "TLS errors" */
const UNTRUSTED =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH|EPROTO)/

/** What a platform's error means; `codes` are its name and those of its causes. */
export const transportFailure = (codes: readonly string[], progress: Progress): TransportFailure => {
  const cause = codes.find((code) => code !== 'UND_ERR') ?? null
  return { error: errorOf(codes, progress), cause }
}

const errorOf = (codes: readonly string[], progress: Progress): PortError => {
  const has = (names: ReadonlySet<string>): boolean => codes.some((code) => names.has(code))
  if (codes.some((code) => UNTRUSTED.test(code)) && progress !== 'answered') return unreachable('untrusted', 'no')
  const delivered = progress === 'connecting' || has(NOT_CONNECTED) ? 'no' : 'unknown'
  if (has(TIMED_OUT)) return unreachable('timeout', delivered)
  if (codes.includes('UND_ERR_RES_CONTENT_LENGTH_MISMATCH') || codes.includes('HPE_INVALID_EOF_STATE'))
    return malformedResponse('whole body', [''], 'truncated')
  if (codes.some((code) => code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW'))
    return malformedResponse('HTTP', [''], 'notHttp')
  return unreachable('offline', delivered)
}

/** How deep causes are followed. */
const CAUSES_MAX = 5

/** The codes of an error and of what caused it; never its message, which may hold anything. */
export const codesOf = (error: unknown): readonly string[] => {
  const codes: string[] = []
  let current: unknown = error
  for (let depth = 0; depth < CAUSES_MAX && typeof current === 'object' && current !== null; depth++) {
    const { name, code, cause, errors } = current as Readonly<Record<'name' | 'code' | 'cause' | 'errors', unknown>>
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) codes.push(code)
    // undici has a code for it, and does not set it.
    else if (name === 'HTTPParserError') codes.push('HPE_INVALID')
    current = cause ?? (Array.isArray(errors) ? errors[0] : null)
  }
  return codes
}

/** The failure of a body that is larger than the limit. */
export const tooLarge = (bytesMax: number): TransportFailure => ({
  error: malformedResponse(`${bytesMax} bytes`, [''], 'tooLarge'),
  cause: null,
})
