import { EVENT_TYPES, strayEventsIn } from './event-class.ts'
import type { Handling } from './expected-handling.ts'
import type { Exploration, ExploredState } from './explore.ts'
import { pureStepOf } from './pure-step.ts'

/** How often each event class of a type was tried and taken in one state of the chart. */
interface Tally {
  readonly taken: Map<string, number>
  readonly tried: Map<string, number>
}

/** How each leaf handles each event type. `varies`: some explored states take an event that others ignore. */
export type HandlingTable = ReadonlyMap<string, ReadonlyMap<string, Handling | 'varies'>>

/** Tallies all events of every explored state, and the stray events of one explored state per leaf. */
export const handlingTable = ({ states, chart }: Exploration): HandlingTable => {
  const machine = pureStepOf(chart.machine)
  const byLeaf = new Map<string, ExploredState[]>()
  for (const state of states.values()) byLeaf.set(state.leaf, [...(byLeaf.get(state.leaf) ?? []), state])
  return new Map(
    [...byLeaf].map(([leaf, all]) => {
      const tallies = new Map(EVENT_TYPES.map((type) => [type, newTally()]))
      for (const { edges } of all)
        for (const { eventClass, isTaken } of edges) count(tallies, eventClass.type, eventClass.name, isTaken)
      const { snapshot } = all[0] as ExploredState
      // XState delivers no events to a machine that has ended.
      for (const { type, name, event } of snapshot.status === 'active' ? strayEventsIn(snapshot) : [])
        count(tallies, type, name, machine.go(snapshot, event).taken.length > 0)
      return [leaf, new Map([...tallies].map(([type, tally]) => [type, handlingOf(tally)]))]
    }),
  )
}

const newTally = (): Tally => ({ taken: new Map(), tried: new Map() })

const count = (tallies: ReadonlyMap<string, Tally>, type: string, name: string, isTaken: boolean): void => {
  const tally = tallies.get(type)
  if (tally === undefined) throw new Error(`unknown event type ${type}`)
  tally.tried.set(name, (tally.tried.get(name) ?? 0) + 1)
  tally.taken.set(name, (tally.taken.get(name) ?? 0) + (isTaken ? 1 : 0))
}

const handlingOf = ({ taken, tried }: Tally): Handling | 'varies' => {
  const names = [...tried.keys()]
  const always = names.filter((name) => taken.get(name) === tried.get(name))
  const never = names.filter((name) => taken.get(name) === 0)
  if (never.length === names.length) return 'ignored'
  if (always.length === names.length) return 'taken'
  return always.length + never.length === names.length ? always : 'varies'
}
