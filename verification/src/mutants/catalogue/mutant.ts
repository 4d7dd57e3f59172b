/** A bug that is planted in a copy of the tree. */
export interface Mutant {
  /** What is wrong with it, in a sentence. */
  readonly name: string
  /** Where it is planted, relative to the root of the workspace. */
  readonly file: string
  /** A text that occurs there once. */
  readonly from: string
  /** What stands in its place. */
  readonly to: string
}

/** The text of a file with the bug in it; `null` when it cannot be planted, for the code has changed. Pure. */
export const plantIn = (text: string, { from, to }: Mutant): string | null => {
  const parts = text.split(from)
  return parts.length === 2 && from !== to ? parts.join(to) : null
}
