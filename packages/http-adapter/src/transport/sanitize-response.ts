import { decodeWith, type WireResponse } from '@bank-connection/core/adapter'
import { ErrorBody } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import type { HttpRequest } from './transport.ts'

/** Shortest token to redact: a shorter one might be part of an ordinary word. */
const TOKEN_LENGTH_MIN = 8

/** Redacts the token or API key of the request from an error response, which may repeat it. */
export const redactAuthorization = (response: WireResponse, { headers }: HttpRequest): WireResponse => {
  if (response.status < 400) return response
  const [, token = ''] = (headers['authorization'] ?? '').split(' ')
  if (token.length < TOKEN_LENGTH_MIN) return response
  const redact = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll(token, '[redacted]') : value
  return { ...response, body: JSON.parse(JSON.stringify(response.body), redact) }
}

/** The correlation id of an error response; null when there is none, or when it repeats a part of the request. */
export const safeCorrelationId = ({ status, body }: WireResponse, request: HttpRequest): string | null => {
  if (status < 400) return null
  const read = decodeWith(ErrorBody)(body)
  const id = E.isRight(read) ? read.right.correlationId : null
  if (id === null || !/^[\w-]{1,100}$/.test(id)) return null
  return repeats(id, request) ? null : id
}

/** Whether a text contains, or is part of, a text in the request. */
const repeats = (text: string, { headers, body }: HttpRequest): boolean => {
  const sent = Object.values(headers).flatMap((value) => value.split(' '))
  const inBody = (_: string, value: unknown): unknown => {
    if (typeof value === 'string') sent.push(value)
    return value
  }
  if (headers['content-type'] === 'application/json') JSON.parse(body ?? 'null', inBody)
  return sent.some((one) => one !== '' && (one.includes(text) || text.includes(one)))
}
