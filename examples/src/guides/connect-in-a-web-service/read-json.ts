/** Maximum size of a body, in bytes: credentials and answers are short. */
const BODY_BYTES_MAX = 10_000

/** Body of a request as JSON; `undefined` if it is not JSON or too long. */
export const readJson = async (request: Request): Promise<unknown> => {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > BODY_BYTES_MAX) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  try {
    return JSON.parse(text + decoder.decode())
  } catch {
    return undefined
  }
}
