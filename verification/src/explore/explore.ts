import {
  type ConnectionInput,
  type ConnectionSnapshot,
  connectionMachine,
  type ResumePoint,
} from '@bank-connection/core/machine'
import { type Reference, referenceOf } from '../reference/reference.ts'
import { type EventClass, eventsIn } from './event-class.ts'
import { leafOf, type MarkedChart } from './instrumented-chart.ts'
import { type PureStep, pureStepOf, type Step } from './pure-step.ts'
import { stateKey } from './state-key.ts'

/** What one event leads to. */
export interface Edge {
  readonly what: EventClass
  /** The key of the state that it leads to. */
  readonly to: string
  readonly leaf: string
  /** Whether a transition of the chart took the event. */
  readonly isTaken: boolean
}

/** Snapshots that nothing tells apart, as one state. */
export interface ExploredState {
  readonly key: string
  readonly leaf: string
  /** The snapshot that was met first. */
  readonly snapshot: ConnectionSnapshot
  /** The events that lead here from a start, by name. */
  readonly path: readonly string[]
  readonly edges: readonly Edge[]
  /** What the machine is when it is restored from here. */
  readonly restored: string
  /** The deadlines that its actors were given, in milliseconds since the Unix epoch, by actor. */
  readonly deadlines: ReadonlyMap<string, number>
}

export interface Exploration {
  readonly chart: MarkedChart
  readonly states: ReadonlyMap<string, ExploredState>
  /** The transitions that were taken, each with where and by which event it was first. */
  readonly taken: ReadonlyMap<string, string>
  /** Snapshots of one state that one event led to different states: the key lacks something. */
  readonly disagreements: readonly string[]
  /** How many snapshots besides the first of a state were tried. */
  readonly secondSnapshots: number
  /** Where the marked chart did not go as the machine that users get. */
  readonly deviations: readonly string[]
  /** Where the reference went elsewhere than the chart. */
  readonly objections: readonly string[]
  /** Whether the bound was met before the end. */
  readonly isCut: boolean
}

export interface ExploreOptions {
  readonly chart: MarkedChart
  readonly starts: readonly ConnectionInput[]
  /** More states than this are taken for a state that grows without end. */
  readonly statesMax: number
  /** How many snapshots of each state are tried besides the first, to see that they go the same way. */
  readonly extraSnapshotsMax: number
  readonly keyOf?: (snapshot: ConnectionSnapshot) => string
  /** The machine that the chart must go like. */
  readonly original?: typeof connectionMachine | null
  /** What the reference should make of it all. */
  readonly reference?: Reference
}

/** A snapshot of the marked chart, and the one of the original that came in the same way: each goes on by its own chart. */
interface Pair {
  readonly snapshot: ConnectionSnapshot
  readonly twin: ConnectionSnapshot | null
}

interface Found extends Pair {
  readonly path: readonly string[]
  readonly key: string
}

interface Walk extends Required<Pick<ExploreOptions, 'keyOf' | 'statesMax' | 'extraSnapshotsMax' | 'reference'>> {
  readonly machine: PureStep
  readonly original: PureStep | null
  readonly states: Map<string, ExploredState>
  readonly taken: Map<string, string>
  /** The snapshots met of each state, without what is irrelevant to all. */
  readonly met: Map<string, Set<string>>
  /** Snapshots of new states. */
  readonly firsts: Found[]
  /** Snapshots of states that were met before; they wait until all firsts have been visited. */
  readonly seconds: Found[]
  readonly disagreements: string[]
  readonly deviations: string[]
  readonly objections: string[]
  secondSnapshots: number
}

/** Goes everywhere that a connection can go from these starts, by the pure transition function alone. */
export const explore = (options: ExploreOptions): Exploration => {
  const {
    chart,
    keyOf = stateKey,
    original = connectionMachine,
    statesMax,
    extraSnapshotsMax,
    reference = referenceOf(),
  } = options
  const walk: Walk = {
    keyOf,
    original: original && pureStepOf(original),
    statesMax,
    extraSnapshotsMax,
    reference,
    machine: pureStepOf(chart.machine),
    states: new Map(),
    taken: new Map(),
    met: new Map(),
    firsts: [],
    seconds: [],
    disagreements: [],
    deviations: [],
    objections: [],
    secondSnapshots: 0,
  }
  for (const input of options.starts) {
    const pair = begin(walk, input, `start: ${input.intent.type}`)
    object(walk, reference.onStart(input, pair.snapshot))
    meet(walk, pair, [input.intent.type])
  }
  // Visits add to the list that is gone through.
  for (const queue of [walk.firsts, walk.seconds])
    for (const next of queue) if (walk.states.size <= statesMax) visit(walk, next)
  const { states, taken, disagreements, secondSnapshots, deviations, objections } = walk
  const isCut = states.size > statesMax
  return { chart, states, taken, disagreements, secondSnapshots, deviations, objections, isCut }
}

const begin = (walk: Walk, input: ConnectionInput, name: string): Pair =>
  pairOf(walk, name, name, walk.machine.begin(input), walk.original?.begin(input))

const pairOf = (walk: Walk, where: string, name: string, { snapshot, taken }: Step, twin: Step | undefined): Pair => {
  for (const each of taken) if (!walk.taken.has(each)) walk.taken.set(each, where)
  if (twin !== undefined && !isSame(snapshot, twin.snapshot))
    walk.deviations.push(`${name}: ${leafOf(snapshot.value)}, not ${leafOf(twin.snapshot.value)}`)
  return { snapshot, twin: twin?.snapshot ?? null }
}

const object = (walk: Walk, objection: string | null): void => {
  if (objection !== null) walk.objections.push(objection)
}

const seenOf = ({ value, context, status }: ConnectionSnapshot): string => JSON.stringify([value, context, status])

const isSame = (one: ConnectionSnapshot, other: ConnectionSnapshot): boolean => {
  if (one === other) return true
  const members = Object.keys(one.context) as (keyof ConnectionSnapshot['context'])[]
  return (
    leafOf(one.value) === leafOf(other.value) &&
    // Most members are the very same: to write them all out would take most of the time.
    members.every(
      (member) =>
        one.context[member] === other.context[member] ||
        JSON.stringify(one.context[member]) === JSON.stringify(other.context[member]),
    )
  )
}

/** Puts a snapshot on the list of those to visit, unless enough of its kind have been. */
const meet = (walk: Walk, { snapshot, twin }: Pair, path: readonly string[]): string => {
  const key = walk.keyOf(snapshot)
  const met = walk.met.get(key) ?? new Set()
  if (met.size > (snapshot.status === 'active' ? walk.extraSnapshotsMax : 0)) return key
  const seen = walk.extraSnapshotsMax === 0 ? '' : seenOf(snapshot)
  if (!met.has(seen)) (met.size === 0 ? walk.firsts : walk.seconds).push({ snapshot, twin, path, key })
  walk.met.set(key, met.add(seen))
  return key
}

const visit = (walk: Walk, found: Found): void => {
  const { snapshot, path, key } = found
  const edges = snapshot.status === 'active' ? eventsIn(snapshot).map((what) => edgeOf(walk, found, what)) : []
  const restored = restore(walk, snapshot, path)
  const first = walk.states.get(key)
  const leaf = leafOf(snapshot.value)
  if (first === undefined) {
    walk.states.set(key, { key, leaf, snapshot, path, edges, restored, deadlines: deadlinesOf(snapshot) })
    return
  }
  walk.secondSnapshots += 1
  if (first.restored !== restored) walk.disagreements.push(`${key}: restore → ${first.restored} or ${restored}`)
  for (const [i, { what, to }] of edges.entries())
    if (first.edges[i]?.to !== to) walk.disagreements.push(`${key}: ${what.name} → ${first.edges[i]?.to} or ${to}`)
}

const edgeOf = (walk: Walk, { snapshot, twin, path, key }: Found, what: EventClass): Edge => {
  const { name, event } = what
  const step = walk.machine.go(snapshot, event)
  const ofTwin = twin === null ? undefined : walk.original?.go(twin, event)
  const pair = pairOf(walk, `${leafOf(snapshot.value)}: ${name}`, name, step, ofTwin)
  object(walk, walk.reference.onEvent(snapshot, event, pair.snapshot))
  const to = pair.snapshot === snapshot ? key : meet(walk, pair, [...path, name])
  return { what, to, isTaken: step.taken.length > 0, leaf: leafOf(pair.snapshot.value) }
}

/** Saves and restores: what is kept is all but what is in no saved connection. */
const restore = (walk: Walk, { context, value }: ConnectionSnapshot, path: readonly string[]): string => {
  const { incomplete: _, credentials: __, answers: ___, resumeAt: ____, ...memory } = context
  const at = leafOf(value)
    .replace(/^preparing\..*/u, 'preparing')
    .replace(/^following\./u, '') as ResumePoint
  const { userId, intent, requestedAt } = memory
  const input: ConnectionInput = { userId, intent, at: requestedAt, resume: { at, memory } }
  const pair = begin(walk, input, `restored: ${at}`)
  object(walk, walk.reference.onStart(input, pair.snapshot))
  return meet(walk, pair, [...path, 'restored'])
}

/** The deadlines that the running actors have been given: a snapshot holds what they were invoked with. */
const deadlinesOf = ({ children }: ConnectionSnapshot): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(children).flatMap(([id, child]) => {
      const { input } = (child?.getSnapshot() ?? {}) as { readonly input?: { at?: number; deadlineAt?: number } }
      const at = id === 'alarm' ? input?.at : id === 'watchJob' ? input?.deadlineAt : undefined
      return at === undefined ? [] : [[id, at] as const]
    }),
  )
