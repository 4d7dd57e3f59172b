import type { EventClass } from './event-class.ts'
import { actorsIn, bounds } from './expected-handling.ts'
import type { CoarseState, Exploration } from './explore.ts'

type States = Exploration['states']
type By = EventClass['by']

/** How many events each state is away from a goal, by events of these kinds only; a state that is not in it has no way. */
export const distances = (
  states: States,
  isGoal: (state: CoarseState) => boolean,
  by: readonly By[],
): ReadonlyMap<string, number> => {
  const backward = new Map<string, Set<string>>()
  for (const { key, edges } of states.values())
    for (const { to, what } of edges)
      if (by.includes(what.by) && to !== key) backward.set(to, (backward.get(to) ?? new Set()).add(key))
  const found = new Map([...states.values()].filter(isGoal).map(({ key }) => [key, 0]))
  // A map goes on to what is added to it meanwhile.
  for (const [key, distance] of found)
    for (const before of backward.get(key) ?? []) if (!found.has(before)) found.set(before, distance + 1)
  return found
}

/** The names of the events of a shortest way, with where each leads; `null` when there is none. */
export const wayFrom = (
  states: States,
  start: CoarseState,
  distance: ReadonlyMap<string, number>,
  by: readonly By[],
): readonly string[] | null => {
  const way: string[] = []
  let state = start
  for (let left = distance.get(start.key); left !== 0; left = distance.get(state.key)) {
    const edge = state.edges.find(({ to, what }) => by.includes(what.by) && distance.get(to) === (left ?? 0) - 1)
    const next = edge === undefined ? undefined : states.get(edge.to)
    if (left === undefined || edge === undefined || next === undefined) return null
    way.push(edge.what.name)
    state = next
  }
  return way
}

/**
 * What happens when all that is bounded in time takes all of it: the names of the events until an end; `null` when that is
 * none.
 */
export const wayOfTime = (states: States, start: CoarseState): readonly string[] | null => {
  const way: string[] = []
  for (let state = start; actorsIn[state.leaf] !== undefined; ) {
    const [actor = ''] = actorsIn[state.leaf] ?? []
    const edge = state.edges.find(({ what }) => what.name === bounds[actor]?.event)
    const next = edge === undefined ? undefined : states.get(edge.to)
    if (edge === undefined || next === undefined || way.length > states.size) return null
    way.push(edge.what.name)
    state = next
  }
  return way
}
