import { problemBody } from '../http/error-envelope.ts'
import type { BankResponse } from '../http/request.ts'
import { corruptBody } from './corrupt-body.ts'
import type { BodyFault, StatusResponse } from './fault.ts'

/** Body of a faulty response. */
export type Content =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unfinished-json'; readonly value: unknown }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'html' }

/** A response made by a fault; `lost`: the connection ends before the response is complete. */
export type FaultyResponse =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly content: Content }
  | { readonly lost: BankResponse }

const NONE: Content = { kind: 'none' }

/** Whether a response with this status can have a body. */
export const hasBody = (status: number): boolean => ![204, 205, 304].includes(status)

/** The API's error code for a status. @source Basiq API v2.1, Errors */
export const defaultCode = (status: number): string =>
  CODES[status] ?? (status < 500 ? 'request-not-valid' : 'internal-server-error')

const CODES: Readonly<Record<number, string>> = {
  401: 'invalid-authorization-token',
  403: 'access-denied',
  404: 'resource-not-found',
  409: 'resource-already-exists',
  429: 'too-many-requests',
  503: 'service-unavailable',
}

/** Target of redirects: an origin that must never receive a request. */
const ELSEWHERE = 'https://elsewhere.invalid/'

/**
 * A response with a status, its headers and its error body.
 *
 * @param now - milliseconds since the Unix epoch
 * @param path - with its query
 */
export const statusResponse = (
  { status, code = defaultCode(status), retryAfter = null }: StatusResponse,
  now: number,
  method: string,
  path: string,
): FaultyResponse => {
  const title = 'Simulated fault'
  const headers = {
    ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    ...(status > 300 && status < 400 && status !== 304 ? { location: ELSEWHERE } : {}),
  }
  if (!hasBody(status)) return { status, headers, content: NONE }
  const value = problemBody({ status, code, title }, 0, now, method, path)
  return { status, headers, content: { kind: 'json', value } }
}

/** An HTML page; 502 when no status is given. */
export const htmlResponse = (status = 502): FaultyResponse => ({ status, headers: {}, content: { kind: 'html' } })

/** Applies a fault to a response. Only `truncated` affects one without a body. */
export const corruptResponse = (fault: BodyFault, response: BankResponse): FaultyResponse => {
  if (fault.fault === 'truncated') return { lost: response }
  const { status, headers, body } = response
  const given = (content: Content): FaultyResponse => ({ status, headers, content })
  if (body === null) return given(NONE)
  switch (fault.fault) {
    case 'empty':
      return given(NONE)
    case 'broken-off':
      return given({ kind: 'unfinished-json', value: body })
    case 'garbage':
      return given({ kind: 'garbage' })
    case 'distorted':
      return given({ kind: 'json', value: corruptBody(fault.change, body) })
  }
}
