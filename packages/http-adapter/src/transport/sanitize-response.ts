import { decodeWith, type WireResponse } from '@bank-connection/core/adapter'
import { ErrorBody } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import type { HttpRequest } from './transport.ts'

/** Shortest token that is looked for in a refusal: a shorter one might be a part of any word. */
const TOKEN_LENGTH_MIN = 8

/** The answer without the token, or the key, that it refuses and may repeat. */
export const withoutAuthorization = (answer: WireResponse, { headers }: HttpRequest): WireResponse => {
  if (answer.status < 400) return answer
  const [, token = ''] = (headers['authorization'] ?? '').split(' ')
  if (token.length < TOKEN_LENGTH_MIN) return answer
  const clean = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll(token, '[redacted]') : value
  return { ...answer, body: JSON.parse(JSON.stringify(answer.body), clean) }
}

/** The id of a refusal, unless it repeats what was sent. */
export const correlationIdOf = ({ status, body }: WireResponse, request: HttpRequest): string | null => {
  if (status < 400) return null
  const read = decodeWith(ErrorBody)(body)
  const id = E.isRight(read) ? read.right.correlationId : null
  if (id === null || !/^[\w-]{1,100}$/.test(id)) return null
  return repeats(id, request) ? null : id
}

/** Whether a text holds, or is part of, a text that was sent. */
const repeats = (text: string, { headers, body }: HttpRequest): boolean => {
  const sent = Object.values(headers).flatMap((value) => value.split(' '))
  const inBody = (_: string, value: unknown): unknown => {
    if (typeof value === 'string') sent.push(value)
    return value
  }
  if (headers['content-type'] === 'application/json') JSON.parse(body ?? 'null', inBody)
  return sent.some((one) => one !== '' && (one.includes(text) || text.includes(one)))
}
