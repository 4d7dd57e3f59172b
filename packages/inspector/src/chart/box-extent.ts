/** Sizes in pixels, for an 11 px monospace font and for titles. */
export const METRICS = {
  letterWidth: 6.7,
  titleLetterWidth: 9,
  titleHeight: 26,
  rowHeight: 17,
  padding: 9,
  markWidth: 17,
  dotSize: 14,
} as const

/** The size of a box: its title, a line for its actors, and its rows. */
export const boxExtent = (
  title: string,
  invokes: readonly string[],
  rows: readonly { readonly text: string }[],
  hasIcon: boolean,
) => {
  const { letterWidth, titleLetterWidth, titleHeight, rowHeight, padding, markWidth } = METRICS
  const widths = [
    title.length * titleLetterWidth + (hasIcon ? 22 : 0),
    ...invokes.map((name) => (name.length + 'runs '.length) * letterWidth),
    ...rows.map(({ text }) => text.length * letterWidth + markWidth),
  ]
  const lines = (invokes.length > 0 ? 1 : 0) + rows.length
  return {
    width: Math.ceil(Math.max(76, ...widths)) + 2 * padding,
    height: titleHeight + (lines === 0 ? 6 : lines * rowHeight + 8),
  }
}

/** The size of the captions of a line. */
export const captionsExtent = (letters: number, lines: number) => ({
  width: Math.ceil(letters * METRICS.letterWidth) + 8,
  height: lines * (METRICS.rowHeight - 2) + 4,
})
