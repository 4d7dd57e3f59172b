/** Collects bytes that arrive in chunks. */
export interface ByteBuffer {
  /** Appends a chunk; returns the total number of bytes. */
  readonly append: (chunk: Uint8Array) => number
  /** All bytes in one array. */
  readonly toBytes: () => Uint8Array
}

/** Size of the blocks that small chunks are copied into: keeping a chunk of one byte would take about a hundred. */
const BLOCK_BYTES = 65_536

/** Smallest chunk that is kept without a copy. */
const LARGE_BYTES = 16_384

/** Creates an empty buffer. Its overhead is small for any size of chunks. */
export const createByteBuffer = (): ByteBuffer => {
  const parts: Uint8Array[] = []
  let total = 0
  let block: Uint8Array | null = null
  let filled = 0

  /** Keeps the filled part of the block. */
  const flush = (): void => {
    if (block !== null && filled > 0) parts.push(block.slice(0, filled))
    filled = 0
  }
  const copy = (chunk: Uint8Array): void => {
    if (filled + chunk.byteLength > BLOCK_BYTES) flush()
    block ??= new Uint8Array(BLOCK_BYTES)
    block.set(chunk, filled)
    filled += chunk.byteLength
  }
  return {
    append: (chunk) => {
      total += chunk.byteLength
      const isFirst = parts.length === 0 && filled === 0
      if (isFirst || chunk.byteLength >= LARGE_BYTES) {
        flush()
        parts.push(chunk)
      } else copy(chunk)
      return total
    },
    toBytes: () => {
      flush()
      const [only] = parts
      if (parts.length === 1 && only !== undefined) return only
      const all = new Uint8Array(total)
      let at = 0
      for (const part of parts) {
        all.set(part, at)
        at += part.byteLength
      }
      return all
    },
  }
}
