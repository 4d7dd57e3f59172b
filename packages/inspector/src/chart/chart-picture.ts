import { boxExtent, captionsExtent, METRICS } from './box-extent.ts'
import type { ChartEdge, ChartGraph, ChartNode } from './chart-graph.ts'

/** Where the transitions of a row lead: no lines are drawn for them. */
export type RowMark = 'failed' | 'cancelled' | 'broken' | 'stays' | 'anywhere'

/** A text, with the transitions that it stands for. */
export interface Caption {
  readonly text: string
  readonly edgeIds: readonly string[]
}

/** Transitions that are listed in the box of their source. */
export interface PictureRow extends Caption {
  readonly mark: RowMark
}

/**
 * A box of the picture. `choice` stands for an event that leads from a state to several of its children; `initial` is the
 * dot before the initial child.
 */
export interface PictureBox {
  /** The path of the state; for a choice or a dot, the path of its parent, `#` and a name. */
  readonly id: string
  readonly parent: string | null
  readonly kind: 'compound' | 'state' | 'final' | 'choice' | 'initial'
  readonly title: string
  /** The actors that run in the state. */
  readonly invokes: readonly string[]
  readonly isAwaitingUser: boolean
  readonly description: string
  readonly rows: readonly PictureRow[]
  /** In pixels. */
  readonly width: number
  /** In pixels; for a compound state, of its header. */
  readonly height: number
}

/** All transitions from one box to another. */
export interface PictureLine {
  readonly id: string
  readonly source: string
  readonly target: string
  /** One for each event, and one for each guard. */
  readonly captions: readonly Caption[]
  /** Of the captions, in pixels; 0 if there are none. */
  readonly width: number
  readonly height: number
}

/** The boxes and lines of the chart, without positions. */
export interface ChartPicture {
  readonly boxes: readonly PictureBox[]
  readonly lines: readonly PictureLine[]
}

/** The id of the box of the machine itself. */
export const ROOT_BOX = 'connection'

/** The picture of a chart. Every transition is in one row or on one line. */
export const chartPicture = (graph: ChartGraph): ChartPicture => {
  const drawn = graph.edges.map((edge) => drawnEdge(graph, edge))
  const hubs = [...new Set(drawn.filter(({ from }) => from.includes('#')).map(({ from }) => from))]
  const rowsOf = (id: string): readonly PictureRow[] => captionsByRow(drawn.filter(({ from }) => from === id))
  const states = graph.nodes.map((node) => stateBox(node, rowsOf(boxId(node.id))))
  const choices = hubs.map((id) => choiceBox(id, rowsOf(id)))
  const entered = graph.nodes.filter(({ initial }) => initial !== null)
  return {
    boxes: [...entered.map(({ id }) => dotBox(id)), ...choices, ...states],
    lines: [...entered.map(initialLine), ...linesOf(drawn)],
  }
}

const boxId = (id: string): string => (id === '' ? ROOT_BOX : id)

interface Drawn {
  readonly edge: ChartEdge
  readonly from: string
  /** Empty if the box names it, or if it is eventless. */
  readonly trigger: string
  /** `null`: it is on a line. */
  readonly mark: RowMark | null
}

/** From this number of transitions under one guard on, a row replaces the lines. */
const MANY = 5

const drawnEdge = ({ nodes, edges }: ChartGraph, edge: ChartEdge): Drawn => {
  const alike = edges.filter(({ source, guard }) => source === edge.source && guard === edge.guard && guard !== null)
  const inward = edges.filter(
    ({ source, event, target }) => source === edge.source && event === edge.event && isInside(target, source),
  )
  const isHub = edge.source !== '' && inward.length > 1
  const end = nodes.find(({ id, kind }) => id === edge.target && kind === 'final')?.id
  const mark = edge.target === null ? 'stays' : alike.length >= MANY ? 'anywhere' : isExit(end) ? end : null
  return isHub
    ? { edge, from: `${edge.source}#${edge.event}`, trigger: '', mark }
    : { edge, from: boxId(edge.source), trigger: triggerOf(edge), mark }
}

const isInside = (target: string | null, source: string): boolean => target?.startsWith(`${source}.`) === true

const isExit = (end: string | undefined): end is 'failed' | 'cancelled' | 'broken' =>
  end === 'failed' || end === 'cancelled' || end === 'broken'

const triggerOf = ({ kind, event }: ChartEdge): string =>
  kind === 'done' ? 'done' : kind === 'error' ? 'threw' : kind === 'always' ? '' : event

/** The text of a guard; `[else]` for a transition without one that is tried after others. */
const guardOf = ({ id, guard, guardParams }: ChartEdge): string =>
  guard !== null ? `[${guard}${guardParams === null ? '' : ' …'}]` : id.endsWith('/1') ? '' : '[else]'

const captionsByRow = (drawn: readonly Drawn[]): readonly PictureRow[] => {
  const rows = new Map<string, PictureRow>()
  for (const { edge, trigger, mark } of drawn) {
    if (mark === null) continue
    const text = [trigger, guardOf(edge)].filter((part) => part !== '').join(' ')
    const key = `${mark} ${text}`
    rows.set(key, { mark, text, edgeIds: [...(rows.get(key)?.edgeIds ?? []), edge.id] })
  }
  return [...rows.values()].map((row) =>
    row.mark === 'anywhere' ? { ...row, text: `${row.text} ${row.edgeIds.length} targets` } : row,
  )
}

const linesOf = (drawn: readonly Drawn[]): readonly PictureLine[] => {
  const groups = new Map<string, readonly Drawn[]>()
  for (const each of drawn.filter(({ mark }) => mark === null)) {
    const id = `${each.from}→${each.edge.target}`
    groups.set(id, [...(groups.get(id) ?? []), each])
  }
  return [...groups].map(([id, group]) => {
    const captions = captionsOf(group)
    const longest = Math.max(...captions.map(({ text }) => text.length))
    const [source = '', target = ''] = id.split('→')
    return { id, source, target, captions, ...captionsExtent(longest, captions.length) }
  })
}

/** A caption for each event, followed by those of its guards; eventless transitions have the guard only. */
const captionsOf = (group: readonly Drawn[]): readonly Caption[] => {
  const triggers = [...new Set(group.map(({ trigger }) => trigger))]
  return triggers.flatMap((trigger) => {
    const edges = group.filter((each) => each.trigger === trigger).map(({ edge }) => edge)
    const guarded = edges.map((edge) => ({ text: guardOf(edge), edgeIds: [edge.id] }))
    const [only] = guarded
    if (trigger === '') return guarded
    if (guarded.length === 1 && only?.text === '') return [{ ...only, text: trigger }]
    return [{ text: trigger, edgeIds: edges.map(({ id }) => id) }, ...guarded]
  })
}

const initialLine = ({ id, initial }: ChartNode): PictureLine => ({
  ...{ id: `${boxId(id)}#initial→${initial}`, source: `${boxId(id)}#initial`, target: initial ?? '' },
  ...{ captions: [], width: 0, height: 0 },
})

const stateBox = (node: ChartNode, rows: readonly PictureRow[]): PictureBox => ({
  id: boxId(node.id),
  parent: node.parent === null ? null : boxId(node.parent),
  kind: node.kind === 'atomic' ? 'state' : node.kind,
  title: node.label,
  invokes: node.invokes,
  isAwaitingUser: node.tags.includes('awaitingUser'),
  description: node.description,
  rows,
  ...boxExtent(node.label, node.invokes, rows, node.kind === 'final' || node.tags.includes('awaitingUser')),
})

const choiceBox = (id: string, rows: readonly PictureRow[]): PictureBox => {
  const [parent = '', title = ''] = id.split('#')
  return {
    ...{ id, parent, kind: 'choice', title, rows, invokes: [], isAwaitingUser: false },
    description: `${title} takes the first of these transitions whose guard passes.`,
    ...boxExtent(title, [], rows, false),
  }
}

const dotBox = (id: string): PictureBox => ({
  ...{ id: `${boxId(id)}#initial`, parent: boxId(id), kind: 'initial', title: '', invokes: [], rows: [] },
  ...{ isAwaitingUser: false, description: 'The initial state.', width: METRICS.dotSize, height: METRICS.dotSize },
})
