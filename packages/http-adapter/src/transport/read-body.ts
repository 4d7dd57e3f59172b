import type { MalformedReason, MalformedResponse } from '@bank-connection/core'
import { malformedResponse } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { HttpLimits } from '../options/limits.ts'
import { scanJson } from './json-scan.ts'
import type { HttpResponse } from './transport.ts'

export type BodyLimits = Pick<HttpLimits, 'jsonDepthMax'>

/**
 * Parses the JSON body of a response. An error response without a valid JSON body returns null, because its status is
 * enough. A successful response with another body is a failure: it probably comes from a proxy.
 *
 * @param mustHaveBody - whether a successful response without a body is a failure
 */
export const readBody = (
  response: HttpResponse,
  limits: BodyLimits,
  mustHaveBody: boolean,
): E.Either<MalformedResponse, unknown> => {
  const { status } = response
  if (status === 204 || (status >= 300 && status < 400)) return E.right(null)
  const read = readJson(response, limits)
  if (E.isRight(read)) return read
  if (status >= 400) return E.right(null)
  return read.left.reason === 'empty' && !mustHaveBody ? E.right(null) : read
}

const malformed = (expected: string, reason: MalformedReason): E.Either<MalformedResponse, never> =>
  E.left(malformedResponse(expected, [''], reason))

const readJson = (
  { headers, body }: HttpResponse,
  { jsonDepthMax }: BodyLimits,
): E.Either<MalformedResponse, unknown> => {
  if (body.byteLength === 0) return malformed('body in JSON', 'empty')
  if (!/^(?:identity)?$/i.test(headers['content-encoding'] ?? '')) return malformed('a plain body', 'encoding')
  const type = (headers['content-type'] ?? 'application/json').toLowerCase()
  if (type !== 'application/json') {
    if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/.test(type)) return malformed('application/json', 'contentType')
    if (!/^"?(?:utf-?8|us-ascii)"?$/.test(charsetOf(type))) return malformed('UTF-8', 'encoding')
  }
  const text = textOf(body)
  if (text === null) return malformed('UTF-8', 'encoding')
  const frame = scanJson(body, jsonDepthMax)
  if (frame === 'blank') return malformed('body in JSON', 'empty')
  if (frame === 'tooDeep') return malformed(`${jsonDepthMax} levels`, 'tooDeep')
  if (frame === 'open') return malformed('whole body', 'truncated')
  try {
    return E.right(JSON.parse(text))
  } catch {
    return malformed('JSON', 'notJson')
  }
}

const charsetOf = (type: string): string => {
  const charset = type
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith('charset='))
  return charset?.slice('charset='.length).trim() ?? 'utf-8'
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Decodes UTF-8 without a byte order mark; null when invalid. */
const textOf = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
