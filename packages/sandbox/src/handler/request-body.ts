import { type Problem, problems } from '@bank-connection/memory-adapter/serving'
import { either as E } from 'fp-ts'

/** Maximum size of a request body, in bytes. */
const BYTES_MAX = 1_048_576

/**
 * Reads the body for a `BankRequest`. Left: why it cannot be read.
 *
 * @param mediaType - such as `application/json`
 */
export const readBody = async (request: Request, mediaType: string): Promise<E.Either<Problem, unknown>> => {
  try {
    const text = await readText(request)
    return text === null ? E.left(tooLarge) : E.right(parseBody(text, mediaType))
  } catch {
    return E.left(brokenOff)
  }
}

/** Null: too large. */
const readText = async (request: Request): Promise<string | null> => {
  if (request.method === 'GET' || request.method === 'HEAD') return ''
  const declared = request.headers.get('content-length')
  if (declared !== null) return Number(declared) > BYTES_MAX ? null : request.text()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > BYTES_MAX) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const parseBody = (text: string, mediaType: string): unknown => {
  if (text === '') return null
  switch (mediaType) {
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(text))
    case 'application/json':
      return parseJson(text)
    default:
      return text
  }
}

/** Returns the text when it is not JSON. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The API does not document a limit. */
const tooLarge: Problem = {
  status: 413,
  code: 'request-too-large',
  title: 'Request too large',
  detail: `A body can have at most ${BYTES_MAX} bytes.`,
}

const brokenOff: Problem = { ...problems.contentMalformed, detail: 'The body is incomplete.' }
