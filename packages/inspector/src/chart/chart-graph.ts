import { connectionMachine } from '@bank-connection/core/machine'

/** A state of the connection machine. */
export interface ChartNode {
  /** Its path, such as `following.challenged`; empty for the machine itself. */
  readonly id: string
  /** `null` for the machine itself. */
  readonly parent: string | null
  readonly label: string
  readonly kind: 'compound' | 'atomic' | 'final'
  /** Its initial child; `null` if it has no children. */
  readonly initial: string | null
  readonly tags: readonly string[]
  readonly description: string
  /** The actors that run while the state is active. */
  readonly invokes: readonly string[]
}

/** What triggers a transition: an event, nothing, an actor that is done or threw, or a delay. */
export type EdgeKind = 'event' | 'always' | 'done' | 'error' | 'after'

/** A transition of the connection machine. */
export interface ChartEdge {
  /** For example `creating/done(requestJob)/2`. Stable while the order of the state's transitions is. */
  readonly id: string
  readonly source: string
  /** `null` if the state does not change. */
  readonly target: string | null
  readonly kind: EdgeKind
  /** `submit`, `always`, `done(findJob)`, `threw(findJob)`, `after(1000)`. */
  readonly event: string
  /** `null` if there is none. */
  readonly guard: string | null
  /** Static parameters of the guard, such as `collecting`; `null` if there are none. */
  readonly guardParams: string | null
  readonly actions: readonly string[]
}

/** The chart of the connection machine as data, in its order. */
export interface ChartGraph {
  readonly nodes: readonly ChartNode[]
  readonly edges: readonly ChartEdge[]
}

/** Every state and every transition of the connection machine. */
export const chartGraph = (): ChartGraph => {
  const states = statesBelow(connectionMachine.root)
  return { nodes: states.map(nodeOf), edges: states.flatMap(edgesFrom) }
}

type State = typeof connectionMachine.root
type Transition = State['always'] extends readonly (infer Each)[] | undefined ? Each : never

const statesBelow = (state: State): readonly State[] => [
  state,
  ...Object.values(state.states as Readonly<Record<string, State>>).flatMap(statesBelow),
]

const idOf = ({ path }: Pick<State, 'path'>): string => path.join('.')

const nodeOf = (state: State): ChartNode => {
  const [initial] = state.type === 'compound' ? state.initial.target : []
  return {
    id: idOf(state),
    parent: state.parent === undefined ? null : idOf(state.parent),
    label: state.key,
    kind: state.type === 'compound' ? 'compound' : state.type === 'final' ? 'final' : 'atomic',
    initial: initial === undefined ? null : idOf(initial),
    tags: state.tags,
    description: state.description ?? '',
    invokes: state.invoke.map(({ id }) => id),
  }
}

const edgesFrom = (state: State): readonly ChartEdge[] => {
  const sets: readonly (readonly [string, readonly Transition[]])[] = [
    ['', state.always ?? []],
    ...(state.transitions as ReadonlyMap<string, readonly Transition[]>),
  ]
  return sets.flatMap(([type, transitions]) => transitions.map((each, i) => edgeOf(state, type, each, i)))
}

const edgeOf = (state: State, type: string, { target, guard, actions }: Transition, i: number): ChartEdge => {
  const { kind, event } = triggerOf(type)
  const params: unknown = typeof guard === 'object' && 'params' in guard ? guard.params : undefined
  const [to] = target ?? []
  return {
    id: `${idOf(state)}/${event}/${i + 1}`,
    source: idOf(state),
    target: to === undefined ? null : idOf(to),
    kind,
    event,
    guard: nameOf(guard),
    guardParams: Array.isArray(params) ? params.join(', ') : null,
    actions: actions.map(nameOf).filter((name) => name !== null),
  }
}

const PREFIXES = [
  ['xstate.done.actor.', 'done', 'done'],
  ['xstate.error.actor.', 'error', 'threw'],
  ['xstate.after.', 'after', 'after'],
] as const

const triggerOf = (type: string): Pick<ChartEdge, 'kind' | 'event'> => {
  if (type === '') return { kind: 'always', event: 'always' }
  const [prefix = '', kind, word] = PREFIXES.find(([start]) => type.startsWith(start)) ?? []
  return kind === undefined ? { kind: 'event', event: type } : { kind, event: `${word}(${type.slice(prefix.length)})` }
}

/** The name of a guard or an action, with or without parameters. */
const nameOf = (u: unknown): string | null => {
  const name = typeof u === 'object' && u !== null && 'type' in u ? u.type : u
  return typeof name === 'string' ? name : null
}
