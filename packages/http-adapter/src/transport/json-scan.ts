const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Result of a scan: `open` when a bracket or a string is not closed. */
export type JsonScan = 'closed' | 'open' | 'tooDeep' | 'blank'

/** Scans the brackets of a JSON text in UTF-8 in one pass, without recursion. Never throws. */
export const scanJson = (bytes: Uint8Array, depthMax: number): JsonScan => {
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
      // `[` is 0x5b and `{` is 0x7b; the closing brackets are two higher.
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
