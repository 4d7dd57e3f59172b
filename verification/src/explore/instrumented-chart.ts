import { connectionMachine } from '@bank-connection/core/machine'
import { type AnyStateNode, createMachine } from 'xstate'

/** A chart as XState takes it: data, whose states, transitions and guards are found by name. */
export type Chart = Readonly<Record<string, unknown>>
type Implementation = (args: unknown, params: unknown) => unknown

/** What the guards of a chart have said, by the transition that they stand at. */
export type GuardWords = Map<string, Set<boolean>>

export interface MarkedChart {
  /** Goes as the chart goes; every transition taken is among its actions, as `taken` with its `name`. */
  readonly machine: typeof connectionMachine
  /** The names of all transitions of the chart, in its order. */
  readonly transitions: readonly string[]
  /** The names of the transitions without an event, by the state that they leave. */
  readonly passages: ReadonlyMap<string, readonly string[]>
  /** All states that have no children. */
  readonly leaves: readonly string[]
  readonly guardWords: GuardWords
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

/** The name of a state: its path, without the machine's own. */
export const leafOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value as object)
        .map(([key, sub]) => `${key}.${leafOf(sub)}`)
        .join()

interface Marks {
  readonly transitions: string[]
  readonly passages: Map<string, readonly string[]>
  readonly guardWords: GuardWords
  readonly guards: Readonly<Record<string, Implementation>>
}

/**
 * Marks a chart: every transition says its name when it is taken, and every guard keeps what it has said. The chart may
 * be a broken one, to see that the exploration finds it out.
 */
export const instrumentChart = (chart: Chart = connectionChart, guards = connectionGuards): MarkedChart => {
  const marks: Marks = { transitions: [], passages: new Map(), guardWords: new Map(), guards }
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
  // One that does nothing forbids the event: nobody takes it.
  if (transition['target'] === undefined && transition['actions'] === undefined) return transition
  const guard = transition['guard'] as string | { readonly type: string; readonly params?: unknown } | undefined
  const guardName = guard === undefined ? '' : ` [${nameOf(guard)}]`
  const name = `${path === '' ? 'connection' : path} | ${trigger} | ${i + 1}${guardName} | ${targetOf(transition)}`
  marks.transitions.push(name)
  const actions = [...listOf(transition['actions']), { type: 'taken', params: { name } }]
  return guard === undefined ? { ...transition, actions } : { ...transition, actions, guard: heard(name, guard, marks) }
}

const nameOf = (guard: string | { readonly type: string; readonly params?: unknown }): string => {
  if (typeof guard === 'string') return guard
  return Array.isArray(guard.params) ? `${guard.type} ${guard.params.join(', ')}` : guard.type
}

/** The same guard, whose words are kept. */
const heard = (name: string, guard: string | { readonly type: string; readonly params?: unknown }, marks: Marks) => {
  const { type, params } = typeof guard === 'string' ? { type: guard, params: undefined } : guard
  const implementation = marks.guards[type]
  if (implementation === undefined) throw new Error(`no guard is called ${type}`)
  const words = new Set<boolean>()
  marks.guardWords.set(name, words)
  return (args: unknown): boolean => {
    const word = Boolean(implementation(args, typeof params === 'function' ? params(args) : params))
    words.add(word)
    return word
  }
}
