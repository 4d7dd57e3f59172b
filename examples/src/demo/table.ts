import Table from 'cli-table3'

/** Widest line, in characters: that of the narrowest terminals in use, less the one that some of them wrap at. */
const WIDTH_MAX = 79

/** Characters between two columns. */
const GAP = 2

/**
 * A table without frames. Texts of the last column are broken between words where they would not fit.
 *
 * @param rights - places of the columns that are aligned to the right
 */
export const tableOf = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rights: readonly number[] = [],
): string => {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)))
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0)
  const last = Math.min(widths.at(-1) ?? 0, Math.max(10, WIDTH_MAX - before))
  const table = new Table({
    chars: BARE,
    colAligns: head.map((_, i) => (rights.includes(i) ? 'right' : 'left')),
    colWidths: [...widths.slice(0, -1), last].map((width) => width + GAP),
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  })
  table.push(
    [...head],
    head.map((_, i) => '─'.repeat((i === head.length - 1 ? last : widths[i]) ?? 0)),
    ...rows.map((row) => [...row]),
  )
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
