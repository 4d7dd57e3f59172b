/** Bytes that come in chunks. */
export interface Bytes {
  /** Takes a chunk; gives how many bytes there are now. */
  readonly add: (chunk: Uint8Array) => number
  /** All of them. */
  readonly whole: () => Uint8Array
}

/** Size of the blocks that small chunks are copied into: a chunk of one byte costs a hundred, when it is kept as it is. */
const BLOCK_BYTES = 65_536

/** Smallest chunk that is kept as it is. */
const LARGE_BYTES = 16_384

/** Creates an empty collection. It takes little more memory than its bytes, whatever the size of the chunks. */
export const createBytes = (): Bytes => {
  const parts: Uint8Array[] = []
  let total = 0
  let block: Uint8Array | null = null
  let filled = 0

  /** Keeps what is in the block, and not the block: it may be filled to a part only. */
  const seal = (): void => {
    if (block !== null && filled > 0) parts.push(block.slice(0, filled))
    filled = 0
  }
  const copy = (chunk: Uint8Array): void => {
    if (filled + chunk.byteLength > BLOCK_BYTES) seal()
    block ??= new Uint8Array(BLOCK_BYTES)
    block.set(chunk, filled)
    filled += chunk.byteLength
  }
  return {
    add: (chunk) => {
      total += chunk.byteLength
      const isFirst = parts.length === 0 && filled === 0
      if (isFirst || chunk.byteLength >= LARGE_BYTES) {
        seal()
        parts.push(chunk)
      } else copy(chunk)
      return total
    },
    whole: () => {
      seal()
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
