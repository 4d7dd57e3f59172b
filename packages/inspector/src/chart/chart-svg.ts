import { METRICS } from './box-extent.ts'
import { type PictureRow, ROOT_BOX, type RowMark } from './chart-picture.ts'
import { type ChartTheme, chartStyles } from './chart-styles.ts'
import { arrowHead, roundedPath } from './line-path.ts'
import type { Place, PlacedBox, PlacedChart, PlacedLine } from './placed-chart.ts'

/** The marks of one connection on the chart. */
export interface ChartMarks {
  /** The innermost active state, such as `following.challenged`; `null` if there is none. */
  readonly active?: string | null
  /** States that were active. */
  readonly visited?: ReadonlySet<string>
  /** Ids of the taken transitions. */
  readonly taken?: ReadonlySet<string>
  /** Default: `auto` */
  readonly theme?: ChartTheme
}

/**
 * Draws the chart as a self-contained SVG file, without scripts, fonts or external resources. Unknown states in the marks
 * are ignored. Pure.
 */
export const chartSvg = (chart: PlacedChart, marks: ChartMarks = {}): string => {
  const { width, boxes, lines } = chart
  const height = chart.height + LEGEND_HEIGHT
  const active = boxes.find(({ id }) => id === marks.active)
  const isMarked = active !== undefined || (marks.visited?.size ?? 0) > 0 || (marks.taken?.size ?? 0) > 0
  const title = `The states of a bank connection${active === undefined ? '' : `, now ${active.id}`}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="chart-title chart-about"${isMarked ? ' class="marked"' : ''}>
<title id="chart-title">${escaped(title)}</title>
<desc id="chart-about">${escaped(ABOUT)}</desc>
<style>${chartStyles(marks.theme ?? 'auto')}</style>
<rect class="page" width="${width}" height="${height}"/>
${boxes.map((box) => boxSvg(box, marks)).join('\n')}
${lines.map((line) => lineSvg(line, marks)).join('\n')}
${lines.map((line) => labelSvg(line, marks, chart)).join('')}${legendSvg(chart)}
</svg>
`
}

const LEGEND_HEIGHT = 30

const LEGEND: readonly (readonly [RowMark, string, number])[] = [
  ['failed', 'leads to failed', 0],
  ['cancelled', 'leads to cancelled', 135],
  ['broken', 'leads to broken', 290],
  ['stays', 'stays', 425],
  ['anywhere', 'leads to many states', 500],
]

/** The legend of the row marks, below the chart. */
const legendSvg = ({ height }: PlacedChart): string => {
  const y = height + 14
  const marks = LEGEND.map(
    ([mark, text, x]) => `${iconSvg(mark, 20 + x, y - 3.5)}<text x="${32 + x}" y="${y}">${text}</text>`,
  )
  return `<g>${marks.join('')}${userSvg(690, y - 4)}<text x="702" y="${y}">waits for the user</text></g>`
}

const ABOUT =
  'A box is a state, a line is a transition with its event and [its guards]. A row in a box is a transition without a ' +
  'line: a cross leads to failed, a square to cancelled, a bolt to broken, a loop stays, three dots lead to many states.'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const isTaken = (edgeIds: readonly string[], { taken }: ChartMarks): boolean => edgeIds.some((id) => taken?.has(id))

/** Whether `state` is the state `id` or inside it. */
const covers = (id: string, state: string): boolean => state === id || state.startsWith(`${id}.`)

const boxSvg = (box: PlacedBox, marks: ChartMarks): string => {
  const { id, kind, description } = box
  const isActive = marks.active != null && kind !== 'initial' && id !== ROOT_BOX && covers(id, marks.active)
  const isVisited = id !== ROOT_BOX && [...(marks.visited ?? [])].some((state) => covers(id, state))
  const status = isActive ? 'active' : isVisited ? 'visited' : kind === 'state' || kind === 'final' ? 'unseen' : ''
  const drawn = kind === 'initial' ? dotSvg(box) : `${frameSvg(box)}${headSvg(box)}${rowsSvg(box, marks)}`
  return `<g data-id="${escaped(id)}" class="${status}"><title>${escaped(description)}</title>${drawn}</g>`
}

const dotSvg = ({ place: { x, y, width } }: PlacedBox): string =>
  `<circle class="dot" cx="${x + width / 2}" cy="${y + width / 2}" r="${width / 2}"/>`

const frameSvg = ({ id, kind, isAwaitingUser, place: { x, y, width, height } }: PlacedBox): string => {
  const classes = ['box', kind === 'compound' ? 'compound' : '', id === ROOT_BOX ? 'outer' : '']
  const named = [...classes, iconOf(id, kind), isAwaitingUser ? 'waiting' : ''].filter((each) => each !== '')
  const radius = kind === 'final' ? Math.min(16, height / 2) : kind === 'choice' ? 2 : 8
  const dash = kind === 'choice' ? ' stroke-dasharray="4 3"' : ''
  const frame = `<rect class="${named.join(' ')}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"${dash}/>`
  const inner = `<rect class="${named.join(' ')}" x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="${radius - 3}"/>`
  return kind === 'final' ? frame + inner : frame
}

const headSvg = ({ id, kind, title, invokes, isAwaitingUser, place: { x, y, width } }: PlacedBox): string => {
  const left = x + METRICS.padding
  const text = `<text class="title" x="${left + (kind === 'final' ? 20 : 0)}" y="${y + 20}">${escaped(title)}</text>`
  const icon =
    kind === 'final'
      ? iconSvg(iconOf(id, kind), left + 7, y + 15.5)
      : isAwaitingUser
        ? userSvg(x + width - 16, y + 13)
        : ''
  const runs = invokes.map(
    (name) => `<text class="muted" x="${left}" y="${y + METRICS.titleHeight + 11}">runs ${escaped(name)}</text>`,
  )
  return `${icon}${text}${runs.join('')}`
}

const userSvg = (x: number, y: number): string =>
  `<path class="user" d="M${x} ${y - 6}a3.2 3.2 0 1 1 -.1 0ZM${x - 6} ${y + 8}a6 6.4 0 0 1 12 0Z"/>`

const ICONS: Readonly<Record<RowMark | 'connected', string>> = {
  connected: 'm-5 0l3.5 4l6.5 -8',
  failed: 'm-4 -4l8 8m0 -8l-8 8',
  cancelled: 'm-4 -4h8v8h-8Z',
  broken: 'm1 -6l-4 6.5h6l-4 6.5',
  stays: 'm4 -2.5a4.5 4.5 0 1 0 .4 4m.4 -7.5v3.7h-3.7',
  anywhere: 'm-6 0h2m3 0h2m3 0h2',
}

/** The icon of a final state; empty if it has none. */
const iconOf = (id: string, kind: PlacedBox['kind']): string => (kind === 'final' && Object.hasOwn(ICONS, id) ? id : '')

const iconSvg = (mark: string, x: number, y: number): string =>
  `<path class="icon ${mark}" d="M${x} ${y}${ICONS[mark as RowMark] ?? ''}"/>`

const rowsSvg = ({ rows, invokes, place: { x, y } }: PlacedBox, marks: ChartMarks): string => {
  const top = y + METRICS.titleHeight + (invokes.length > 0 ? METRICS.rowHeight : 0)
  return rows.map((row, i) => rowSvg(row, x + METRICS.padding, top + i * METRICS.rowHeight, marks)).join('')
}

const rowSvg = ({ mark, text, edgeIds }: PictureRow, x: number, y: number, marks: ChartMarks): string =>
  `${iconSvg(mark, x + 6, y + 7.5)}<text${isTaken(edgeIds, marks) ? ' class="taken"' : ''} x="${x + METRICS.markWidth}" y="${y + 11}">${escaped(text)}</text>`

const edgeIdsOf = ({ captions }: PlacedLine): readonly string[] => captions.flatMap(({ edgeIds }) => edgeIds)

const lineSvg = (line: PlacedLine, marks: ChartMarks): string =>
  `<g class="${isTaken(edgeIdsOf(line), marks) ? 'taken' : 'unseen'}"><path class="line" d="${roundedPath(line.path)}"/><path class="head" d="${arrowHead(line.path)}"/></g>`

const labelSvg = ({ label, captions }: PlacedLine, marks: ChartMarks, { boxes }: PlacedChart): string => {
  if (label === null) return ''
  const middle = label.x + label.width / 2
  const texts = captions.map(
    ({ text, edgeIds }, i) =>
      `<text${isTaken(edgeIds, marks) ? ' class="taken"' : ''} text-anchor="middle" x="${middle}" y="${label.y + 12 + i * (METRICS.rowHeight - 2)}">${escaped(text)}</text>`,
  )
  const isFramed = boxes.some(({ id, kind, place }) => kind === 'compound' && id !== ROOT_BOX && isWithin(label, place))
  return `<g class="${isFramed ? '' : 'root'}"><rect class="label" x="${label.x}" y="${label.y}" width="${label.width}" height="${label.height}" rx="3"/>${texts.join('')}</g>\n`
}

const isWithin = (inner: Place, outer: Place): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height
