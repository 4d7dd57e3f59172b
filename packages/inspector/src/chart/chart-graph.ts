import { connectionMachine } from '@bank-connection/core/machine'

/** A state of the connection machine. */
export interface ChartNode {
  /** Its path, as in `following.challenged`; the machine itself is the empty text. */
  readonly id: string
  /** `null` of the machine itself. */
  readonly parent: string | null
  readonly label: string
  readonly kind: 'compound' | 'atomic' | 'final'
  /** The child that is entered with it; `null` of a state without children. */
  readonly initial: string | null
  readonly tags: readonly string[]
  readonly description: string
  /** The actors that run as long as the state is active. */
  readonly invokes: readonly string[]
}

/** What sets a transition off: an event, nothing at all, an actor that is done or that threw, or time. */
export type EdgeKind = 'event' | 'always' | 'done' | 'error' | 'after'

/** A transition of the connection machine. */
export interface ChartEdge {
  /** Stable as long as the order of a state's transitions is: `creating/done(requestJob)/2`. */
  readonly id: string
  readonly source: string
  /** `null` when the machine stays where it is. */
  readonly target: string | null
  readonly kind: EdgeKind
  /** `submit`, `always`, `done(findJob)`, `threw(findJob)`, `after(1000)`. */
  readonly event: string
  /** `null` when it is taken in any case, unless one before it is. */
  readonly guard: string | null
  /** What the guard is given, when that stands in the chart: `collecting`; else `null`. */
  readonly guardParams: string | null
  readonly actions: readonly string[]
}

/** The chart of the connection machine as data, in the order of the chart. */
export interface ChartGraph {
  readonly nodes: readonly ChartNode[]
  readonly edges: readonly ChartEdge[]
}

/** Every state and every transition of the connection machine, also those that no event of a user sets off. */
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

/** The name of a guard or an action, also of one with parameters. */
const nameOf = (u: unknown): string | null => {
  const name = typeof u === 'object' && u !== null && 'type' in u ? u.type : u
  return typeof name === 'string' ? name : null
}
