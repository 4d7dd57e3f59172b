const QUOTE = 0x22
const BACKSLASH = 0x5c

/** What a look at the brackets of a JSON text in UTF-8 shows: `open` when it ends inside of something. */
export type JsonFrame = 'closed' | 'open' | 'tooDeep' | 'blank'

/** Looks at the brackets of a JSON text, without a stack: one pass, one counter. Total. */
export const frameOf = (bytes: Uint8Array, depthMax: number): JsonFrame => {
  let depth = 0
  let isText = false
  let isBlank = true
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (isText) {
      if (byte === BACKSLASH) i++
      else if (byte === QUOTE) isText = false
    } else if (byte > 0x20) {
      isBlank = false
      // `[` is 0x5b and `{` is 0x7b; their closing ones are two further.
      const bracket = byte | 0x20
      if (byte === QUOTE) isText = true
      else if (bracket === 0x7b) {
        depth++
        if (depth > depthMax) return 'tooDeep'
      } else if (bracket === 0x7d) depth--
    }
  }
  if (isBlank) return 'blank'
  return depth > 0 || isText ? 'open' : 'closed'
}
