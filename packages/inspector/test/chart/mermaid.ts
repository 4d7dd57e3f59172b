import type { ChartEdge, ChartGraph, ChartNode } from '../../src/chart/chart-graph.ts'

/** The targets of nearly every state, and the source of transitions to nearly every state: their lines are omitted. */
const QUIET_TARGETS: readonly (string | null)[] = [null, 'failed', 'broken', 'cancelled']
const QUIET_SOURCE = 'preparing.resuming'

/**
 * The chart as a Mermaid state diagram, without the lines that would cover all others. Transitions from a state to its own
 * children start at an extra state, because Mermaid draws no line from a state to one inside it.
 */
export const mermaidOf = ({ nodes, edges }: ChartGraph): string => {
  const shown = edges
    .filter(({ source, target }) => !QUIET_TARGETS.includes(target) && source !== QUIET_SOURCE)
    .map((edge) => ({ edge, hub: hubOf(edges, edge) }))
  const hubs = [...new Map(shown.flatMap(({ edge, hub }) => (hub === null ? [] : [[hub, edge.source] as const])))]
  const ends = nodes.filter(({ id, kind }) => kind === 'final' && !QUIET_TARGETS.includes(id))
  return [
    'stateDiagram-v2',
    ...insideOf(nodes, hubs, '', 1),
    ...linesOf(shown),
    ...ends.map(({ label }) => `  ${label} --> [*]`),
  ].join('\n')
}

interface Shown {
  readonly edge: ChartEdge
  /** The name of the extra state for its event; `null` if there is none. */
  readonly hub: string | null
}

const hubOf = (edges: readonly ChartEdge[], { source, event }: ChartEdge): string | null =>
  source !== '' && edges.some((each) => each.source === source && each.event === event && isInside(each)) ? event : null

const isInside = ({ source, target }: ChartEdge): boolean => target?.startsWith(`${source}.`) === true

/** Mermaid names have no dots; the last segments of the state paths are unique. */
const nameOf = (id: string): string => id.split('.').at(-1) ?? ''

type Hubs = readonly (readonly [hub: string, parent: string])[]

const insideOf = (nodes: readonly ChartNode[], hubs: Hubs, id: string, depth: number): readonly string[] => {
  const indent = '  '.repeat(depth)
  const initial = nodes.find((node) => node.id === id)?.initial ?? ''
  const children = nodes.filter((node) => node.parent === id)
  return [
    `${indent}[*] --> ${nameOf(initial)}`,
    ...hubs.flatMap(([hub, parent]) => (parent === id ? [`${indent}state "each ${hub}" as ${hub}`] : [])),
    ...children.flatMap((child) => {
      if (child.kind !== 'compound') return depth === 1 ? [] : [`${indent}${child.label}`]
      return [`${indent}state ${child.label} {`, ...insideOf(nodes, hubs, child.id, depth + 1), `${indent}}`]
    }),
  ]
}

const linesOf = (shown: readonly Shown[]): readonly string[] => {
  const groups = new Map<string, readonly Shown[]>()
  for (const each of shown) {
    const line = `  ${each.hub ?? nameOf(each.edge.source)} --> ${nameOf(each.edge.target ?? '')}`
    groups.set(line, [...(groups.get(line) ?? []), each])
  }
  return [...groups].map(([line, group]) => `${line}${labelOf(group)}`)
}

const labelOf = (group: readonly Shown[]): string => {
  const words = [...new Set(group.map(({ edge, hub }) => (hub === null ? wordOf(edge) : '')))]
  const guards = group.map(({ edge }) => edge.guard).filter((guard) => guard !== null)
  const text = [...words, guards.length === 0 ? '' : `[${guards.join(' or ')}]`].filter((part) => part !== '').join(' ')
  return text === '' ? '' : ` : ${text}`
}

const wordOf = ({ kind, event }: ChartEdge): string => (kind === 'always' ? '' : kind === 'done' ? 'done' : event)
