import type { EventClass } from './event-class.ts'
import { actorsIn, bounds } from './expected-handling.ts'
import type { Exploration, ExploredState } from './explore.ts'

type States = Exploration['states']
type By = EventClass['by']

/** Number of events from each state to the nearest goal, by events with these causes. Omits states without a path. */
export const distances = (
  states: States,
  isGoal: (state: ExploredState) => boolean,
  by: readonly By[],
): ReadonlyMap<string, number> => {
  const backward = new Map<string, Set<string>>()
  for (const { key, edges } of states.values())
    for (const { to, eventClass } of edges)
      if (by.includes(eventClass.by) && to !== key) backward.set(to, (backward.get(to) ?? new Set()).add(key))
  const found = new Map([...states.values()].filter(isGoal).map(({ key }) => [key, 0]))
  // Iterating a map includes entries that are added meanwhile.
  for (const [key, distance] of found)
    for (const before of backward.get(key) ?? []) if (!found.has(before)) found.set(before, distance + 1)
  return found
}

/** The names of the events on a shortest path; `null` if there is none. */
export const pathFrom = (
  states: States,
  start: ExploredState,
  distance: ReadonlyMap<string, number>,
  by: readonly By[],
): readonly string[] | null => {
  const path: string[] = []
  let state = start
  for (let left = distance.get(start.key); left !== 0; left = distance.get(state.key)) {
    const edge = state.edges.find(
      ({ to, eventClass }) => by.includes(eventClass.by) && distance.get(to) === (left ?? 0) - 1,
    )
    const next = edge === undefined ? undefined : states.get(edge.to)
    if (left === undefined || edge === undefined || next === undefined) return null
    path.push(edge.eventClass.name)
    state = next
  }
  return path
}

/** The names of the events until an end if every actor times out; `null` if no end is reached. */
export const timeoutPath = (states: States, start: ExploredState): readonly string[] | null => {
  const path: string[] = []
  for (let state = start; actorsIn[state.leaf] !== undefined; ) {
    const [actor = ''] = actorsIn[state.leaf] ?? []
    const edge = state.edges.find(({ eventClass }) => eventClass.name === bounds[actor]?.event)
    const next = edge === undefined ? undefined : states.get(edge.to)
    if (edge === undefined || next === undefined || path.length > states.size) return null
    path.push(edge.eventClass.name)
    state = next
  }
  return path
}
