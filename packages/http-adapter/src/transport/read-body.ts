import type { MalformedReason, MalformedResponse } from '@bank-connection/core'
import { malformedResponse } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { HttpLimits } from '../options/limits.ts'
import { frameOf } from './json-scan.ts'
import type { HttpResponse } from './transport.ts'

/** What a body is read within. */
export type BodyLimits = Pick<HttpLimits, 'jsonDepthMax'>

/**
 * The JSON in an answer; null where there is no body. Of a refusal it is null, too, when it is no JSON: its status tells
 * enough. Any other answer that has a body must have one in JSON, or it comes from something on the way.
 *
 * @param mustHaveBody - whether an answer of success without a body is none
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
  const frame = frameOf(body, jsonDepthMax)
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

/** The text without its byte order mark; null when it is not UTF-8. */
const textOf = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
