/** A bug to plant in a copy of the code. */
export interface Mutant {
  /** The bug, in a sentence. */
  readonly name: string
  /** Path of the file, relative to the root of the workspace. */
  readonly file: string
  /** Text to replace; occurs exactly once. */
  readonly from: string
  /** Its replacement. */
  readonly to: string
}

/** The text with the bug; `null` if `from` does not occur exactly once. */
export const plantIn = (text: string, { from, to }: Mutant): string | null => {
  const parts = text.split(from)
  return parts.length === 2 && from !== to ? parts.join(to) : null
}
