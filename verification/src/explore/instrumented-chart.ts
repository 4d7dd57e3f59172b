import { connectionMachine } from '@bank-connection/core/machine'
import { type AnyStateNode, createMachine } from 'xstate'

/** The config of an XState machine: plain data that refers to states, actions and guards by name. */
export type Chart = Readonly<Record<string, unknown>>
type Implementation = (args: unknown, params: unknown) => unknown

/** The results that each guard has returned, by transition. */
export type GuardResults = Map<string, Set<boolean>>

export interface InstrumentedChart {
  /** Behaves like the chart; each transition also runs an action `taken` with its `name`. */
  readonly machine: typeof connectionMachine
  /** The names of all transitions, in the order of the chart. */
  readonly transitions: readonly string[]
  /** The names of the `always` transitions, by the state that they leave. */
  readonly passages: ReadonlyMap<string, readonly string[]>
  /** All states without children. */
  readonly leaves: readonly string[]
  readonly guardResults: GuardResults
}

/**
 * The chart of the connection machine.
 *
 * @internal
 */
export const connectionChart = connectionMachine.config as unknown as Chart

/**
 * The guards of the connection machine, by name.
 *
 * @internal
 */
export const connectionGuards = connectionMachine.implementations.guards as unknown as Readonly<
  Record<string, Implementation>
>

/** The name of a state: its path, without the name of the machine. */
export const leafOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value as object)
        .map(([key, sub]) => `${key}.${leafOf(sub)}`)
        .join()

interface Marks {
  readonly transitions: string[]
  readonly passages: Map<string, readonly string[]>
  readonly guardResults: GuardResults
  readonly guards: Readonly<Record<string, Implementation>>
}

/**
 * Instruments a chart: every transition reports its name when it is taken, and the results of every guard are recorded.
 * Tests pass a broken chart, or broken guards, that the exploration must detect.
 */
export const instrumentChart = (chart: Chart = connectionChart, guards = connectionGuards): InstrumentedChart => {
  const marks: Marks = { transitions: [], passages: new Map(), guardResults: new Map(), guards }
  const machine = createMachine(
    markState('', chart, marks) as never,
    connectionMachine.implementations as never,
  ) as unknown as typeof connectionMachine
  return { ...marks, machine, leaves: leavesOf(machine.root) }
}

const leavesOf = (node: AnyStateNode): readonly string[] =>
  Object.keys(node.states).length === 0 ? [node.path.join('.')] : Object.values(node.states).flatMap(leavesOf)

const listOf = (some: unknown): readonly Chart[] =>
  some === undefined ? [] : ((Array.isArray(some) ? some : [some]) as readonly Chart[])

const mapValues = (record: unknown, f: (value: unknown, key: string) => unknown): Chart =>
  Object.fromEntries(Object.entries((record ?? {}) as object).map(([key, value]) => [key, f(value, key)]))

const markState = (path: string, state: Chart, marks: Marks): Chart => {
  const mark = (trigger: string) => (transitions: unknown) =>
    listOf(transitions).map((each, i) => markTransition(path, trigger, each, i, marks))
  const always = state['always'] === undefined ? [] : mark('always')(state['always'])
  if (always.length > 0) marks.passages.set(path, marks.transitions.slice(marks.transitions.length - always.length))
  const on = mapValues(state['on'], (transitions, type) => mark(type)(transitions))
  const invoke = listOf(state['invoke']).map((each) => ({
    ...each,
    onDone: mark(`done: ${each['id']}`)(each['onDone']),
    onError: mark(`threw: ${each['id']}`)(each['onError']),
  }))
  const states = mapValues(state['states'], (sub, key) =>
    markState(path === '' ? key : `${path}.${key}`, sub as Chart, marks),
  )
  return {
    ...state,
    on,
    ...(always.length === 0 ? {} : { always }),
    ...(invoke.length === 0 ? {} : { invoke }),
    ...(Object.keys(states).length === 0 ? {} : { states }),
  }
}

const targetOf = ({ target }: Chart): string =>
  target === undefined ? 'stays' : String(target).replace(/^#connection\.|^\./u, '')

const markTransition = (path: string, trigger: string, transition: Chart, i: number, marks: Marks): Chart => {
  // A transition without target and actions forbids the event: it is never taken.
  if (transition['target'] === undefined && transition['actions'] === undefined) return transition
  const guard = transition['guard'] as string | { readonly type: string; readonly params?: unknown } | undefined
  const guardName = guard === undefined ? '' : ` [${nameOf(guard)}]`
  const name = `${path === '' ? 'connection' : path} | ${trigger} | ${i + 1}${guardName} | ${targetOf(transition)}`
  marks.transitions.push(name)
  const actions = [...listOf(transition['actions']), { type: 'taken', params: { name } }]
  return guard === undefined
    ? { ...transition, actions }
    : { ...transition, actions, guard: recordedGuard(name, guard, marks) }
}

const nameOf = (guard: string | { readonly type: string; readonly params?: unknown }): string => {
  if (typeof guard === 'string') return guard
  return Array.isArray(guard.params) ? `${guard.type} ${guard.params.join(', ')}` : guard.type
}

/** The same guard, which also records its results. */
const recordedGuard = (
  name: string,
  guard: string | { readonly type: string; readonly params?: unknown },
  marks: Marks,
) => {
  const { type, params } = typeof guard === 'string' ? { type: guard, params: undefined } : guard
  const implementation = marks.guards[type]
  if (implementation === undefined) throw new Error(`unknown guard ${type}`)
  const results = new Set<boolean>()
  marks.guardResults.set(name, results)
  return (args: unknown): boolean => {
    const result = Boolean(implementation(args, typeof params === 'function' ? params(args) : params))
    results.add(result)
    return result
  }
}
