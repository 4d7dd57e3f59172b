/** Seeded random values. A session draws hundreds: one fast-check arbitrary for each would be too slow. */
export interface Random {
  /** An integer from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number
  /** True with this probability, in percent. */
  readonly chance: (percent: number) => boolean
  readonly pick: <A>(from: readonly A[]) => A
}

/** Creates a "mulberry32" generator: small and of good quality. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (from) => from[below(from.length)] as never,
  }
}
