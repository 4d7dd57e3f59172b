/** Keys of a draw: texts, and numbers of any size. */
type DrawKey = string | number

/**
 * A whole number from 0 to 2^32 - 1, determined by the seed and the keys. Draws are independent of each other. Not fit
 * for cryptography.
 */
export const hash = (seed: number, ...keys: readonly DrawKey[]): number => {
  const high = Math.floor(seed / 0x1_0000_0000)
  let state = mix(0x2f6b1d93, seed | 0)
  if (high !== 0) state = mix(state, high)
  for (const key of keys) state = typeof key === 'number' ? mixNumber(state, key) : mixText(state, key)
  return finish(state)
}

/** A number from 0 (inclusive) to 1 (exclusive), determined by the seed and the keys. Pure. */
export const draw = (seed: number, ...keys: readonly DrawKey[]): number => hash(seed, ...keys) / 0x1_0000_0000

/** A standard normal number, determined by the seed and the keys. Pure. */
export const drawNormal = (seed: number, ...keys: readonly DrawKey[]): number => {
  const one = hash(seed, ...keys)
  const radius = Math.sqrt(-2 * Math.log((one + 1) / 0x1_0000_0001))
  return radius * Math.cos(2 * Math.PI * draw(one, 'angle'))
}

/** 128 bits as 32 hexadecimal digits, determined by the seed and the keys. Pure. */
export const digest = (seed: number, ...keys: readonly DrawKey[]): string => {
  const first = hash(seed, 'a', ...keys)
  const second = hash(seed, 'b', ...keys)
  return hex(first) + hex(second) + hex(finish(mix(first, second ^ 0x51ed270b))) + hex(finish(mix(second, first)))
}

/** A version 4 UUID, determined by the seed and the keys. Pure. */
export const uuid = (seed: number, ...keys: readonly DrawKey[]): string => {
  const digits = digest(seed, ...keys)
  const variant = '89ab'.charAt(hash(seed, 'variant', ...keys) & 3)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
}

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Eight hexadecimal digits. A lookup table is faster, and a world has hundreds of them. */
const hex = (value: number): string =>
  `${BYTES[value >>> 24]}${BYTES[(value >>> 16) & 255]}${BYTES[(value >>> 8) & 255]}${BYTES[value & 255]}`

/** One round of MurmurHash3. */
const mix = (state: number, key: number): number => {
  const first = Math.imul(key, 0xcc9e2d51)
  const mixed = state ^ Math.imul((first << 15) | (first >>> 17), 0x1b873593)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

const mixNumber = (state: number, key: number): number =>
  mix(mix(state, key | 0), Math.floor(key / 0x1_0000_0000) ^ 0x5bd1)

const mixText = (state: number, text: string): number => {
  let mixed = mix(state, text.length ^ 0x7f4a)
  for (let i = 0; i < text.length; i++) mixed = mix(mixed, text.charCodeAt(i))
  return mixed
}

const finish = (state: number): number => {
  const first = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return (second ^ (second >>> 16)) >>> 0
}
