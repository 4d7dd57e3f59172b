import type { ChartEdge, ChartGraph, ChartNode } from '../../../src/chart/chart-graph.ts'
import type { HistoryRecord } from '../../../src/feed/feed.ts'

/** What a connection has been through, in ids of the chart. */
export interface PathTaken {
  /** The innermost active state and all around it; empty before the start. */
  readonly active: ReadonlySet<string>
  /** Every state that was active, also the ones that were passed at once. */
  readonly visited: ReadonlySet<string>
  /** The transitions taken, and how often. */
  readonly taken: ReadonlyMap<string, number>
  /** Those of the last event. */
  readonly last: ReadonlySet<string>
}

/** An event of the machine, and the innermost state before and after it; `from` is `null` at a start. */
export interface Hop {
  readonly event: string
  readonly from: string | null
  readonly to: string
  /** The tag of the failure that it led to; `null` when it led to none. */
  readonly failure: string | null
}

/** The events that a history tells of. A machine that starts anew, as after a crash, starts from nowhere. */
export const hopsIn = (records: readonly HistoryRecord[]): readonly Hop[] => {
  const hops: Hop[] = []
  let from: string | null = null
  for (const { happening } of records) {
    if (happening.type !== 'transition' || happening.snapshot.state === null) continue
    const { event } = happening
    const to = happening.snapshot.state
    const failure = (happening.snapshot.context['failure'] ?? null) as { readonly _tag?: unknown } | null
    const tag = typeof failure?._tag === 'string' ? failure._tag : null
    hops.push({ event, from: event === 'xstate.init' ? null : from, to, failure: tag })
    from = to
  }
  return hops
}

/** Follows the events through the chart. A step that the chart does not have marks its states only. Pure. */
export const pathTaken = (chart: ChartGraph, hops: readonly Hop[]): PathTaken => {
  const map = mapOf(chart)
  const visited = new Set<string>()
  const taken = new Map<string, number>()
  let last: readonly ChartEdge[] = []
  for (const hop of hops) {
    last = edgesOf(map, hop)
    for (const { id, source } of last) {
      taken.set(id, (taken.get(id) ?? 0) + 1)
      for (const state of around(map, source)) visited.add(state)
    }
    for (const state of around(map, hop.to)) visited.add(state)
  }
  const to = hops.at(-1)?.to
  return {
    active: new Set(to === undefined ? [] : around(map, to)),
    visited,
    taken,
    last: new Set(last.map(({ id }) => id)),
  }
}

/** The transitions that lead into a state and out of it, those of the states around it as well. */
export const transitionsAt = (
  chart: ChartGraph,
  state: string,
): { readonly into: readonly ChartEdge[]; readonly out: readonly ChartEdge[] } => {
  const map = mapOf(chart)
  const outer = new Set(around(map, state))
  return {
    into: chart.edges.filter(({ target }) => target !== null && target === state),
    out: chart.edges.filter(({ source }) => outer.has(source)),
  }
}

/** The machine itself. */
const ROOT = ''

/** Most transitions without an event that are followed at once; the chart has three in a row. */
const ALWAYS_MAX = 8

interface ChartMap {
  readonly nodes: ReadonlyMap<string, ChartNode>
  readonly leaving: ReadonlyMap<string, readonly ChartEdge[]>
}

const mapOf = ({ nodes, edges }: ChartGraph): ChartMap => {
  const leaving = new Map<string, ChartEdge[]>()
  for (const edge of edges) leaving.set(edge.source, [...(leaving.get(edge.source) ?? []), edge])
  return { nodes: new Map(nodes.map((node) => [node.id, node])), leaving }
}

/** The state and those around it, from the innermost on. */
const around = ({ nodes }: ChartMap, state: string): readonly string[] => {
  const names: string[] = []
  let at = nodes.get(state)
  while (at !== undefined) {
    names.push(at.id)
    at = at.parent === null ? undefined : nodes.get(at.parent)
  }
  return names
}

/** Where a machine comes to rest that is sent to a state: in the first of its children, and so on. */
const leafOf = ({ nodes }: ChartMap, state: string): string => {
  let leaf = state
  for (let depth = 0; depth <= nodes.size; depth += 1) {
    const inner = nodes.get(leaf)?.initial ?? null
    if (inner === null) break
    leaf = inner
  }
  return leaf
}

/** An event of XState as the chart calls it: `done(findJob)`. */
const triggerOf = (event: string): string =>
  event.replace(/^xstate\.done\.actor\.(.+)$/, 'done($1)').replace(/^xstate\.error\.actor\.(.+)$/, 'threw($1)')

const edgesOf = (map: ChartMap, { event, from, to, failure }: Hop): readonly ChartEdge[] => {
  if (from === null) return alwaysBetween(map, leafOf(map, ROOT), to) ?? []
  const trigger = triggerOf(event)
  for (const source of around(map, from)) {
    const ways = (map.leaving.get(source) ?? [])
      .filter((edge) => edge.kind !== 'always' && edge.event === trigger)
      .flatMap((edge) => {
        const rest = alwaysBetween(map, edge.target === null ? from : leafOf(map, edge.target), to)
        return rest === null ? [] : [[edge, ...rest]]
      })
    const [best] = ways.sort((a, b) => oddness(a, failure) - oddness(b, failure))
    if (best !== undefined) return best
  }
  return []
}

/** The failure that alone a guard leads to. */
const FAILURE_OF: Readonly<Record<string, string>> = {
  isUnsupported: 'AuthorizationUnsupported',
  jobFailed: 'StepFailed',
  jobDoneNamelessly: 'MalformedResponse',
  jobChallengesTooOften: 'AnswersRefused',
  refusesAnswerTooOften: 'AnswersRefused',
}

/** Of several ways to one state the likeliest has the least: it fits the failure, and leads somewhere. */
const oddness = (way: readonly ChartEdge[], failure: string | null): number => {
  const expected = way.map(({ guard }) => FAILURE_OF[guard ?? '']).find((tag) => tag !== undefined)
  const misfit = expected === undefined ? 1 : expected === failure ? 0 : 2
  return misfit * 2 + (way[0]?.target === null ? 1 : 0)
}

/** The shortest way between two states without an event; `null` when there is none. */
const alwaysBetween = (map: ChartMap, from: string, to: string): readonly ChartEdge[] | null => {
  let ways: readonly { readonly at: string; readonly edges: readonly ChartEdge[] }[] = [{ at: from, edges: [] }]
  for (let length = 0; length <= ALWAYS_MAX; length += 1) {
    const arrived = ways.find(({ at }) => at === to)
    if (arrived !== undefined) return arrived.edges
    ways = ways.flatMap(({ at, edges }) =>
      around(map, at)
        .flatMap((source) => map.leaving.get(source) ?? [])
        .filter(({ kind, target }) => kind === 'always' && target !== null)
        .map((edge) => ({ at: leafOf(map, edge.target ?? ''), edges: [...edges, edge] })),
    )
  }
  return null
}
