import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createByteBuffer } from '../../src/transport/byte-buffer.ts'

const KIB = 1_024

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A chunk without zeros and with its own buffer. The bytes depend on its index and on their offset. */
const chunkOf = (length: number, place: number): Uint8Array => {
  const chunk = new Uint8Array(length).fill(1 + (place % 250))
  for (let i = 0; i < length; i += 97) chunk[i] = 1 + (i % 255)
  return chunk
}

/** Sizes around the limits at which chunks are treated differently. */
const size = fc.oneof(
  fc.nat({ max: 5 }),
  fc.nat({ max: 3_000 }),
  fc.integer({ min: 16 * KIB - 2, max: 16 * KIB + 2 }),
  fc.integer({ min: 64 * KIB - 2, max: 64 * KIB + 2 }),
  fc.nat({ max: 70 * KIB }),
)
const sizes = fc.oneof(
  fc.array(size, { maxLength: 15 }),
  fc
    .tuple(fc.array(size, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 12 }))
    .map(([few, times]) => Array.from({ length: times }, () => few).flat()),
)

const added = (lengths: readonly number[]) => {
  const bytes = createByteBuffer()
  const chunks = lengths.map(chunkOf)
  const counted = chunks.map((chunk) => bytes.append(chunk))
  return { bytes, chunks, counted }
}

/** Memory in use after appending chunks of these lengths, in bytes. */
const heldAfter = (lengths: readonly number[]): number => {
  const chunks = lengths.map(chunkOf)
  const held = new Set<ArrayBufferLike>()
  const watched: Uint8ArrayConstructor = new Proxy(Uint8Array, {
    construct: (target, given: unknown[]) => {
      const one: Uint8Array = Reflect.construct(target, given)
      held.add(one.buffer)
      // Slices are recorded, too.
      return Object.defineProperty(one, 'constructor', { value: watched })
    },
  })
  vi.stubGlobal('Uint8Array', watched)
  const bytes = createByteBuffer()
  for (const chunk of chunks) bytes.append(chunk)
  vi.unstubAllGlobals()
  // A chunk that was kept without a copy shows later writes.
  for (const chunk of chunks) chunk.fill(0)
  const all = bytes.toBytes()
  let at = 0
  for (const chunk of chunks) {
    if (all[at] === 0) held.add(chunk.buffer)
    at += chunk.byteLength
  }
  return totalOf([...held].map(({ byteLength }) => byteLength))
}

const totalOf = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, 0)

describe('a byte buffer', () => {
  test('is empty at first', () => {
    expect(createByteBuffer().toBytes()).toStrictEqual(new Uint8Array())
  })

  test('returns a single chunk without a copy', () => {
    const bytes = createByteBuffer()
    const chunk = chunkOf(10, 0)
    expect(bytes.append(chunk)).toBe(10)
    expect(bytes.toBytes() === chunk).toBe(true)
  })

  test('returns all bytes in order, and counts them at each chunk', () => {
    fc.assert(
      fc.property(sizes, (lengths) => {
        const { bytes, chunks, counted } = added(lengths)
        expect(counted).toStrictEqual(lengths.map((_, i) => totalOf(lengths.slice(0, i + 1))))
        // Far faster than the matcher.
        expect(Buffer.compare(bytes.toBytes(), Buffer.concat(chunks))).toBe(0)
      }),
    )
  })

  test('uses at most one block and the largest chunk in addition to the bytes', () => {
    fc.assert(
      fc.property(sizes, (lengths) => {
        const largest = Math.max(0, ...lengths)
        expect(heldAfter(lengths)).toBeLessThanOrEqual(totalOf(lengths) + 64 * KIB + largest)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['of one byte each', Array<number>(100_000).fill(1)],
    ['that fill blocks badly', Array<number>(200).fill(13_108)],
    ['that alternate between tiny and large', Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : 16 * KIB))],
    ['just small enough to be copied', Array<number>(100).fill(16 * KIB - 1)],
    ['that are large', Array<number>(20).fill(60 * KIB)],
  ])('uses little extra memory for chunks %s', (_, lengths) => {
    const largest = Math.max(...lengths)
    expect(heldAfter(lengths)).toBeLessThanOrEqual(totalOf(lengths) + 64 * KIB + largest)
  })
})
