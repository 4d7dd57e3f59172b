import { inspect } from 'node:util'
import type { Random } from './seeded-random.ts'

const ALPHABETS: readonly (readonly string[])[] = [
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'],
  [...'0123456789'],
  [...'aZ9.*+?^{}()|[]$\\/-'],
  [...'!?;()-._/'],
  [...'qX7"\'`\\ \t%&=+,:;<>'],
  [...'ñßøЖ愛한नé🙂👩‍🚀ı\u00a0x8'],
]

/** Draws a text of at least 8 characters from one or several alphabets. */
const drawText = (random: Random): string => {
  const length = 8 + (random.chance(20) ? random.below(33) : random.below(8))
  const alphabet = random.chance(70) ? random.pick(ALPHABETS) : ALPHABETS.flat()
  return Array.from({ length }, () => random.pick(alphabet)).join('')
}

const words = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** Whether a text can be told apart from words of the API: it has a long word, an unusual character, or no word. */
const isDistinctive = (text: string): boolean =>
  text.trim().length >= 8 &&
  !/^\d{12,14}$/.test(text) &&
  (words(text).length === 0 || words(text).some((word) => word.length >= 4 || /[14689qxzQXZ]|[^ -~]/.test(word)))

/** Draws a secret. */
export const drawSecret = (random: Random): string => {
  for (;;) {
    const text = drawText(random)
    if (isDistinctive(text)) return text
  }
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

/** The encodings in which a secret may appear: plain, JSON, JSON in JSON, util.inspect, URL, form and base64. */
export const encodingsOf = (secret: string): readonly string[] => {
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
