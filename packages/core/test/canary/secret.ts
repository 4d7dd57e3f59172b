import { inspect } from 'node:util'
import type { Draw } from './seeded-random.ts'

const ALPHABETS: readonly (readonly string[])[] = [
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'],
  [...'0123456789'],
  [...'aZ9.*+?^{}()|[]$\\/-'],
  [...'!?;()-._/'],
  [...'qX7"\'`\\ \t%&=+,:;<>'],
  [...'ñßøЖ愛한नé🙂👩‍🚀ı\u00a0x8'],
]

/** A text of 8 to 40 characters or more, of one alphabet or of several; hardly a word that a bank would use. */
const drawText = (draw: Draw): string => {
  const length = 8 + (draw.luck(20) ? draw.below(33) : draw.below(8))
  const alphabet = draw.luck(70) ? draw.pick(ALPHABETS) : ALPHABETS.flat()
  return Array.from({ length }, () => draw.pick(alphabet)).join('')
}

const words = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/**
 * Whether a text cannot be made of words that the API itself uses, which nobody could tell from a secret: it has a long
 * word, or one with a letter or digit that no short word of the API has, or none at all.
 */
const isTelling = (text: string): boolean =>
  text.trim().length >= 8 &&
  !/^\d{12,14}$/.test(text) &&
  (words(text).length === 0 || words(text).some((word) => word.length >= 4 || /[14689qxzQXZ]|[^ -~]/.test(word)))

/** A text that stands for a secret. */
export const drawSecret = (draw: Draw): string => {
  for (;;) {
    const text = drawText(draw)
    if (isTelling(text)) return text
  }
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

/** A secret as it may be written: as it is, in JSON, in JSON in JSON, by util.inspect, in a URL, in a form, in base64. */
export const writingsOf = (secret: string): readonly string[] => {
  const encoded = encodeURIComponent(secret)
  const bytes = Buffer.from(secret)
  return [
    ...new Set([
      secret,
      secret.trim(),
      escaped(secret),
      escaped(escaped(secret)),
      inspect(secret).slice(1, -1),
      encoded,
      encoded.replaceAll('%20', '+'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
    ]),
  ]
}
