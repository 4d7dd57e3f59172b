import { isObject, ownMember } from '../codec/strict.ts'
import { connectionMachine } from '../machine/machine.ts'

/** The machine's structure as an inspector draws it: names only, no functions or values. */
export interface Chart {
  readonly id: string
  readonly states: unknown
}

/** Of a state, a transition or an invoked actor: which members are names or descriptions, and which contain names. */
const NAMES = ['id', 'type', 'initial', 'description', 'src', 'target'] as const
const LISTS_OF_NAMES = ['tags', 'entry', 'exit', 'actions', 'guard'] as const
const MAPS = ['states', 'on', 'after'] as const
const NESTED = ['invoke', 'always', 'onDone', 'onError'] as const

/** The name of a guard or action, with or without parameters. */
const nameOf = (u: unknown): string | null => {
  const name = isObject(u) ? ownMember(u, 'type') : u
  return typeof name === 'string' ? name : null
}

const namesIn = (u: unknown): unknown => (Array.isArray(u) ? u.map(nameOf).filter((name) => name !== null) : nameOf(u))

const pictureOf = (u: unknown): unknown => {
  if (Array.isArray(u)) return u.map(pictureOf)
  if (!isObject(u)) return nameOf(u)
  const members = [
    ...NAMES.map((name) => [name, nameOf(ownMember(u, name))]),
    ...LISTS_OF_NAMES.map((name) => [name, namesIn(ownMember(u, name))]),
    ...MAPS.map((name) => [name, mapOf(ownMember(u, name))]),
    ...NESTED.map((name) => [name, ownMember(u, name) === undefined ? null : pictureOf(ownMember(u, name))]),
  ]
  return Object.fromEntries(members.filter(([, member]) => member !== null))
}

const mapOf = (u: unknown): unknown =>
  isObject(u) ? Object.fromEntries(Object.entries(u).map(([name, member]) => [name, pictureOf(member)])) : null

/** The chart of the connection machine. */
export const chart: Chart = pictureOf(connectionMachine.config) as Chart

/** The chart as the text that inspectors send. */
export const chartText: string = JSON.stringify(chart)

const statesBelow = (u: unknown): readonly string[] => {
  const states = isObject(u) ? ownMember(u, 'states') : null
  return isObject(states) ? Object.entries(states).flatMap(([name, state]) => [name, ...statesBelow(state)]) : []
}

/** The names of its states. */
export const stateNames: ReadonlySet<string> = new Set(statesBelow(chart))

/** The ids of the actors that it invokes. */
export const actorNames: ReadonlySet<string> = new Set(Object.keys(connectionMachine.implementations.actors))
