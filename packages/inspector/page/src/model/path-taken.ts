import type { ChartEdge, ChartGraph, ChartNode } from '../../../src/chart/chart-graph.ts'
import type { HistoryRecord } from '../../../src/feed/feed.ts'

/** The states and transitions that a connection went through, by their ids in the chart. */
export interface PathTaken {
  /** The innermost active state and its ancestors; empty before the start. */
  readonly active: ReadonlySet<string>
  /** Every state that was active, including transient ones. */
  readonly visited: ReadonlySet<string>
  /** The transitions taken, and how often. */
  readonly taken: ReadonlyMap<string, number>
  /** The transitions of the last event. */
  readonly last: ReadonlySet<string>
}

/** An event of the machine, with the innermost states before and after it; `from` is `null` at a start. */
export interface TakenTransition {
  readonly event: string
  readonly from: string | null
  readonly to: string
  /** The tag of the failure that it led to; `null` if there was none. */
  readonly failure: string | null
}

/** The transitions in a history. A machine that was restored starts without a previous state. */
export const takenTransitions = (records: readonly HistoryRecord[]): readonly TakenTransition[] => {
  const transitions: TakenTransition[] = []
  let from: string | null = null
  for (const { entry } of records) {
    if (entry.type !== 'transition' || entry.snapshot.state === null) continue
    const { event } = entry
    const to = entry.snapshot.state
    const failure = (entry.snapshot.context['failure'] ?? null) as { readonly _tag?: unknown } | null
    const tag = typeof failure?._tag === 'string' ? failure._tag : null
    transitions.push({ event, from: event === 'xstate.init' ? null : from, to, failure: tag })
    from = to
  }
  return transitions
}

/** Maps the transitions to the chart. One that the chart lacks marks its states only. Pure. */
export const pathTaken = (chart: ChartGraph, transitions: readonly TakenTransition[]): PathTaken => {
  const map = mapOf(chart)
  const visited = new Set<string>()
  const taken = new Map<string, number>()
  let last: readonly ChartEdge[] = []
  for (const transition of transitions) {
    last = edgesOf(map, transition)
    for (const { id, source } of last) {
      taken.set(id, (taken.get(id) ?? 0) + 1)
      for (const state of withAncestors(map, source)) visited.add(state)
    }
    for (const state of withAncestors(map, transition.to)) visited.add(state)
  }
  const to = transitions.at(-1)?.to
  return {
    active: new Set(to === undefined ? [] : withAncestors(map, to)),
    visited,
    taken,
    last: new Set(last.map(({ id }) => id)),
  }
}

/** The transitions into a state, and those out of it and its ancestors. */
export const transitionsAt = (
  chart: ChartGraph,
  state: string,
): { readonly into: readonly ChartEdge[]; readonly out: readonly ChartEdge[] } => {
  const map = mapOf(chart)
  const outer = new Set(withAncestors(map, state))
  return {
    into: chart.edges.filter(({ target }) => target !== null && target === state),
    out: chart.edges.filter(({ source }) => outer.has(source)),
  }
}

/** The machine itself. */
const ROOT = ''

/** Most eventless transitions in a row; the chart has three. */
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

/** The state and its ancestors, innermost first. */
const withAncestors = ({ nodes }: ChartMap, state: string): readonly string[] => {
  const names: string[] = []
  let at = nodes.get(state)
  while (at !== undefined) {
    names.push(at.id)
    at = at.parent === null ? undefined : nodes.get(at.parent)
  }
  return names
}

/** The innermost initial state of a state. */
const leafOf = ({ nodes }: ChartMap, state: string): string => {
  let leaf = state
  for (let depth = 0; depth <= nodes.size; depth += 1) {
    const inner = nodes.get(leaf)?.initial ?? null
    if (inner === null) break
    leaf = inner
  }
  return leaf
}

/** The chart's name of an XState event: `done(findJob)`. */
const triggerOf = (event: string): string =>
  event.replace(/^xstate\.done\.actor\.(.+)$/, 'done($1)').replace(/^xstate\.error\.actor\.(.+)$/, 'threw($1)')

const edgesOf = (map: ChartMap, { event, from, to, failure }: TakenTransition): readonly ChartEdge[] => {
  if (from === null) return alwaysBetween(map, leafOf(map, ROOT), to) ?? []
  const trigger = triggerOf(event)
  for (const source of withAncestors(map, from)) {
    const ways = (map.leaving.get(source) ?? [])
      .filter((edge) => edge.kind !== 'always' && edge.event === trigger)
      .flatMap((edge) => {
        const rest = alwaysBetween(map, edge.target === null ? from : leafOf(map, edge.target), to)
        return rest === null ? [] : [[edge, ...rest]]
      })
    const [best] = ways.sort((a, b) => rank(a, failure) - rank(b, failure))
    if (best !== undefined) return best
  }
  return []
}

/** Guards that lead to one failure only. */
const FAILURE_OF: Readonly<Record<string, string>> = {
  isUnsupported: 'AuthorizationUnsupported',
  jobFailed: 'StepFailed',
  jobDoneWithoutConnection: 'MalformedResponse',
  jobChallengesTooOften: 'AnswersRefused',
  refusesAnswerTooOften: 'AnswersRefused',
}

/** Ranks several paths to the same state; the likeliest is lowest: it fits the failure and changes the state. */
const rank = (way: readonly ChartEdge[], failure: string | null): number => {
  const expected = way.map(({ guard }) => FAILURE_OF[guard ?? '']).find((tag) => tag !== undefined)
  const misfit = expected === undefined ? 1 : expected === failure ? 0 : 2
  return misfit * 2 + (way[0]?.target === null ? 1 : 0)
}

/** The shortest eventless path between two states; `null` if there is none. */
const alwaysBetween = (map: ChartMap, from: string, to: string): readonly ChartEdge[] | null => {
  let ways: readonly { readonly at: string; readonly edges: readonly ChartEdge[] }[] = [{ at: from, edges: [] }]
  for (let length = 0; length <= ALWAYS_MAX; length += 1) {
    const arrived = ways.find(({ at }) => at === to)
    if (arrived !== undefined) return arrived.edges
    ways = ways.flatMap(({ at, edges }) =>
      withAncestors(map, at)
        .flatMap((source) => map.leaving.get(source) ?? [])
        .filter(({ kind, target }) => kind === 'always' && target !== null)
        .map((edge) => ({ at: leafOf(map, edge.target ?? ''), edges: [...edges, edge] })),
    )
  }
  return null
}
