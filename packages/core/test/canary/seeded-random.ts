/** Draws from one seed: stories of a hundred draws are too dear as arbitraries of their own. */
export interface Draw {
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number
  /** True in this share of cases, in percent. */
  readonly luck: (percent: number) => boolean
  readonly pick: <A>(from: readonly A[]) => A
}

/** Creates draws by "mulberry32", a small generator of good quality. */
export const createDraw = (seed: number): Draw => {
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
    luck: (percent) => below(100) < percent,
    pick: (from) => from[below(from.length)] as never,
  }
}
