const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Encodes one-byte characters as padded base64; characters above 255 lose their high byte. */
export const encodeBase64 = (text: string): string => {
  let out = ''
  for (let i = 0; i < text.length; i += 3) {
    const bits = (byteAt(text, i) << 16) | (byteAt(text, i + 1) << 8) | byteAt(text, i + 2)
    out += ALPHABET.charAt(bits >>> 18) + ALPHABET.charAt((bits >>> 12) & 63)
    out += i + 1 < text.length ? ALPHABET.charAt((bits >>> 6) & 63) : '='
    out += i + 2 < text.length ? ALPHABET.charAt(bits & 63) : '='
  }
  return out
}

/** Decodes base64 to one-byte characters; `null` when the text is not base64. */
export const decodeBase64 = (text: string): string | null => {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  let out = ''
  let bits = 0
  for (let i = 0; i < end; i++) {
    bits = ((bits << 6) | ALPHABET.indexOf(text.charAt(i))) & 0xffffff
    if (i % 4 > 0) out += String.fromCharCode((bits >>> (6 - 2 * (i % 4))) & 255)
  }
  return out
}

/** Encodes ASCII text as base64url, without padding. */
export const encodeBase64Url = (text: string): string =>
  encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** Decodes base64url without padding; `null` when the text is not base64url. */
export const decodeBase64Url = (text: string): string | null =>
  /^[A-Za-z0-9_-]*$/.test(text)
    ? decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4))
    : null

const byteAt = (text: string, i: number): number => (i < text.length ? text.charCodeAt(i) & 255 : 0)
