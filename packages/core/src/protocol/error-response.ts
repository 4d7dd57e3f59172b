import { either as E, function as F } from 'fp-ts'
import { ErrorBody, ErrorCode } from '../codec/error-body.ts'
import { isKnown } from '../codec/open.ts'
import type { PortError, Refused } from '../failure/port-error.ts'
import { maskSecrets } from '../secrets/mask.ts'
import { decodeWith } from './decode.ts'
import type { WireResponse } from './wire.ts'

/** The code of an error response without one. */
const UNKNOWN = 'unknown'

/** Longest code, text or id kept of an error response, in UTF-16 code units. */
const TEXT_LENGTH_MAX = 300

/**
 * Reads an error response and removes the secrets of the request from it. Total: a body that is not an error envelope
 * gives the code `unknown`.
 */
export const readErrorResponse = ({ status, body }: WireResponse, secrets: readonly string[]): Refused => {
  const { correlationId, data } = F.pipe(decodeWith(ErrorBody)(body), E.getOrElse(noErrorBody))
  const first = data?.[0]
  const refused: Refused = {
    _tag: 'Refused',
    status,
    code: first?.code || UNKNOWN,
    detail: first?.detail ?? first?.title ?? null,
    correlationId,
  }
  return redacted(refused, secrets)
}

/** Removes the secrets of the request from a failure. */
export const withoutSecrets = (failure: PortError, secrets: readonly string[]): PortError => {
  switch (failure._tag) {
    case 'Refused':
      return redacted(failure, secrets)
    case 'TokenUnavailable':
      return { ...failure, ...cleanWords(failure, secrets) }
    case 'Unreachable':
    case 'MalformedResponse':
      return failure
  }
}

const noErrorBody = (): ErrorBody => ({ correlationId: null, data: null })

const redacted = (refused: Refused, secrets: readonly string[]): Refused => ({
  _tag: 'Refused',
  status: refused.status,
  code: isOwnWord(refused.code) ? refused.code : maskSecrets(secrets, refused.code, TEXT_LENGTH_MAX),
  ...cleanWords(refused, secrets),
})

type Words = Pick<Refused, 'detail' | 'correlationId'>

const cleanWords = ({ detail, correlationId }: Words, secrets: readonly string[]): Words => {
  const clean = (text: string | null): string | null =>
    text === null ? null : maskSecrets(secrets, text, TEXT_LENGTH_MAX)
  return { detail: clean(detail), correlationId: clean(correlationId) }
}

/** A documented code contains no secret: an answer such as "no" must not garble `resource-not-found`. */
const isOwnWord = (code: string): boolean => code === UNKNOWN || isKnown(ErrorCode, code)
