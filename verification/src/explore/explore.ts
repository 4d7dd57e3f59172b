import {
  type ConnectionInput,
  type ConnectionSnapshot,
  connectionMachine,
  type ResumePoint,
} from '@bank-connection/core/machine'
import { type Reference, referenceOf } from '../reference/reference.ts'
import { type EventClass, eventsIn } from './event-class.ts'
import { type InstrumentedChart, leafOf } from './instrumented-chart.ts'
import { type PureStep, pureStepOf, type Step } from './pure-step.ts'
import { stateKey } from './state-key.ts'

/** An event in a state, and the state that it leads to. */
export interface Edge {
  readonly eventClass: EventClass
  /** The key of the next state. */
  readonly to: string
  readonly leaf: string
  /** Whether a transition of the chart took the event. */
  readonly isTaken: boolean
}

/** All snapshots with the same key, as one state. */
export interface ExploredState {
  readonly key: string
  readonly leaf: string
  /** The first snapshot of the state. */
  readonly snapshot: ConnectionSnapshot
  /** The events that lead here from a start, by name. */
  readonly path: readonly string[]
  readonly edges: readonly Edge[]
  /** The key of the state after saving and restoring this one. */
  readonly restored: string
  /** The deadlines of the running actors, in milliseconds since the Unix epoch, by actor. */
  readonly deadlines: ReadonlyMap<string, number>
}

export interface Exploration {
  readonly chart: InstrumentedChart
  readonly states: ReadonlyMap<string, ExploredState>
  /** The transitions that were taken, each with the state and the event by which it was first taken. */
  readonly taken: ReadonlyMap<string, string>
  /** Events that lead snapshots of one state to different states: the key omits something relevant. */
  readonly disagreements: readonly string[]
  /** Number of snapshots explored besides the first of each state. */
  readonly secondSnapshots: number
  /** Where the instrumented chart differs from the published machine. */
  readonly deviations: readonly string[]
  /** Where the reference differs from the chart. */
  readonly objections: readonly string[]
  /** Whether the exploration stopped early because it exceeded `statesMax`. */
  readonly isCut: boolean
}

export interface ExploreOptions {
  readonly chart: InstrumentedChart
  readonly starts: readonly ConnectionInput[]
  /** With more states than this, the state space counts as unbounded. */
  readonly statesMax: number
  /** Number of snapshots to explore per state besides the first, to check that all lead to the same states. */
  readonly extraSnapshotsMax: number
  readonly keyOf?: (snapshot: ConnectionSnapshot) => string
  /** The machine that the chart must behave like; `null` skips the comparison. */
  readonly original?: typeof connectionMachine | null
  /** The reference to compare every step with. */
  readonly reference?: Reference
}

/** A snapshot of the instrumented chart, and that of the original machine after the same events. */
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
  /** The snapshots queued for each state, by their fingerprints. */
  readonly queued: Map<string, Set<string>>
  /** Snapshots of new states. */
  readonly firsts: Found[]
  /** Further snapshots of known states; they are visited after all firsts. */
  readonly seconds: Found[]
  readonly disagreements: string[]
  readonly deviations: string[]
  readonly objections: string[]
  secondSnapshots: number
}

/** Explores every state reachable from these starts, with the pure transition function only. */
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
    queued: new Map(),
    firsts: [],
    seconds: [],
    disagreements: [],
    deviations: [],
    objections: [],
    secondSnapshots: 0,
  }
  for (const input of options.starts) {
    const pair = begin(walk, input, `start: ${input.intent.type}`)
    recordObjection(walk, reference.onStart(input, pair.snapshot))
    enqueue(walk, pair, [input.intent.type])
  }
  // Visits append to the queue that is being iterated.
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

const recordObjection = (walk: Walk, objection: string | null): void => {
  if (objection !== null) walk.objections.push(objection)
}

const fingerprintOf = ({ value, context, status }: ConnectionSnapshot): string =>
  JSON.stringify([value, context, status])

const isSame = (one: ConnectionSnapshot, other: ConnectionSnapshot): boolean => {
  if (one === other) return true
  const members = Object.keys(one.context) as (keyof ConnectionSnapshot['context'])[]
  return (
    leafOf(one.value) === leafOf(other.value) &&
    // Most members are identical; serializing all of them would dominate the running time.
    members.every(
      (member) =>
        one.context[member] === other.context[member] ||
        JSON.stringify(one.context[member]) === JSON.stringify(other.context[member]),
    )
  )
}

/** Queues a snapshot for a visit, unless enough snapshots of its state are queued. Returns the key of the state. */
const enqueue = (walk: Walk, { snapshot, twin }: Pair, path: readonly string[]): string => {
  const key = walk.keyOf(snapshot)
  const queued = walk.queued.get(key) ?? new Set()
  if (queued.size > (snapshot.status === 'active' ? walk.extraSnapshotsMax : 0)) return key
  const fingerprint = walk.extraSnapshotsMax === 0 ? '' : fingerprintOf(snapshot)
  if (!queued.has(fingerprint)) (queued.size === 0 ? walk.firsts : walk.seconds).push({ snapshot, twin, path, key })
  walk.queued.set(key, queued.add(fingerprint))
  return key
}

const visit = (walk: Walk, found: Found): void => {
  const { snapshot, path, key } = found
  const edges =
    snapshot.status === 'active' ? eventsIn(snapshot).map((eventClass) => edgeOf(walk, found, eventClass)) : []
  const restored = restore(walk, snapshot, path)
  const first = walk.states.get(key)
  const leaf = leafOf(snapshot.value)
  if (first === undefined) {
    walk.states.set(key, { key, leaf, snapshot, path, edges, restored, deadlines: deadlinesOf(snapshot) })
    return
  }
  walk.secondSnapshots += 1
  if (first.restored !== restored) walk.disagreements.push(`${key}: restore → ${first.restored} or ${restored}`)
  for (const [i, { eventClass, to }] of edges.entries())
    if (first.edges[i]?.to !== to)
      walk.disagreements.push(`${key}: ${eventClass.name} → ${first.edges[i]?.to} or ${to}`)
}

const edgeOf = (walk: Walk, { snapshot, twin, path, key }: Found, eventClass: EventClass): Edge => {
  const { name, event } = eventClass
  const step = walk.machine.go(snapshot, event)
  const ofTwin = twin === null ? undefined : walk.original?.go(twin, event)
  const pair = pairOf(walk, `${leafOf(snapshot.value)}: ${name}`, name, step, ofTwin)
  recordObjection(walk, walk.reference.onEvent(snapshot, event, pair.snapshot))
  const to = pair.snapshot === snapshot ? key : enqueue(walk, pair, [...path, name])
  return { eventClass, to, isTaken: step.taken.length > 0, leaf: leafOf(pair.snapshot.value) }
}

/** Saves and restores a connection; the members left out are never saved. Returns the key of the restored state. */
const restore = (walk: Walk, { context, value }: ConnectionSnapshot, path: readonly string[]): string => {
  const { incomplete: _, credentials: __, answers: ___, resumeAt: ____, ...memory } = context
  const at = leafOf(value)
    .replace(/^preparing\..*/u, 'preparing')
    .replace(/^following\./u, '') as ResumePoint
  const { userId, intent, requestedAt } = memory
  const input: ConnectionInput = { userId, intent, at: requestedAt, resume: { at, memory } }
  const pair = begin(walk, input, `restored: ${at}`)
  recordObjection(walk, walk.reference.onStart(input, pair.snapshot))
  return enqueue(walk, pair, [...path, 'restored'])
}

/** The deadlines of the running actors, from the input with which they were invoked. */
const deadlinesOf = ({ children }: ConnectionSnapshot): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(children).flatMap(([id, child]) => {
      const { input } = (child?.getSnapshot() ?? {}) as { readonly input?: { at?: number; deadlineAt?: number } }
      const at = id === 'alarm' ? input?.at : id === 'watchJob' ? input?.deadlineAt : undefined
      return at === undefined ? [] : [[id, at] as const]
    }),
  )
