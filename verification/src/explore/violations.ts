import { EVENT_TYPES, runningActors } from './event-class.ts'
import { handlingTable } from './event-handling.ts'
import { actorsIn, bounds, expectedHandling, waitsForPerson } from './expected-handling.ts'
import type { Exploration, ExploredState } from './explore.ts'
import { distances, timeoutPath } from './shortest-paths.ts'

/** A failed check, and where it failed. */
export interface Violation {
  readonly check: keyof typeof checks
  readonly what: string
}

/** The checks of an exploration, by name. Each returns its violations. */
export const checks = {
  'the states are finite': ({ isCut, states }) => (isCut ? [`more than ${states.size - 1}`] : []),
  'the key distinguishes all relevant states': ({ disagreements }) => disagreements,
  'the instrumented chart behaves like the machine': ({ deviations }) => deviations,
  'the reference behaves like the machine': ({ objections }) => objections,
  'every transition is taken': ({ chart, taken }) => chart.transitions.filter((name) => !taken.has(name)),
  'every state is entered': ({ chart, states, taken }) => {
    const entered = new Set([...states.values()].map(({ leaf }) => leaf))
    const isPassed = (leaf: string) => chart.passages.get(leaf)?.some((name) => taken.has(name)) ?? false
    return chart.leaves.filter((leaf) => !entered.has(leaf) && !isPassed(leaf))
  },
  'every guard accepts and rejects': ({ chart }) =>
    [...chart.guardResults].flatMap(([name, results]) =>
      [true, false].filter((result) => !results.has(result)).map((result) => `${name}: never ${result ? 'yes' : 'no'}`),
    ),
  'it can end without the user': ({ states }) => {
    const distance = distances(states, ({ leaf }) => isEnd(leaf), ['world'])
    return [...states.values()]
      .filter(({ key, leaf }) => !distance.has(key) && !waitsForPerson.includes(leaf))
      .map(({ key }) => key)
  },
  'timeouts alone end it': ({ states }) =>
    activeStates(states)
      .filter((state) => !waitsForPerson.includes(state.leaf) && timeoutPath(states, state) === null)
      .map(({ key }) => key),
  'it can still be connected': ({ states }) => {
    const distance = distances(states, ({ leaf }) => leaf === 'connected', ['world', 'person'])
    return activeStates(states)
      .filter(({ key }) => !distance.has(key))
      .map(({ key }) => key)
  },
  'cancel ends it immediately': ({ states }) =>
    activeStates(states)
      .filter(({ edges }) => edges.find(({ eventClass }) => eventClass.type === 'cancel')?.leaf !== 'cancelled')
      .map(({ key }) => key),
  'it has a deadline': ({ states }) => activeStates(states).flatMap(withoutDeadline),
  'no event is lost': (exploration) =>
    [...handlingTable(exploration)].flatMap(([leaf, row]) =>
      EVENT_TYPES.flatMap((type) => {
        const found = String(row.get(type))
        const expected = String(expectedHandling(leaf, type).taking)
        return found === expected ? [] : [`${leaf}: ${type} is ${found}, not ${expected}`]
      }),
    ),
} as const satisfies Readonly<Record<string, (exploration: Exploration) => readonly string[]>>

/** The violations of all checks. */
export const violationsOf = (exploration: Exploration): readonly Violation[] =>
  Object.entries(checks).flatMap(([check, wrongIn]) =>
    wrongIn(exploration).map((what) => ({ check: check as keyof typeof checks, what })),
  )

function isEnd(leaf: string): boolean {
  return actorsIn[leaf] === undefined
}

function activeStates(states: Exploration['states']): readonly ExploredState[] {
  return [...states.values()].filter(({ snapshot }) => snapshot.status === 'active')
}

/** What violates this: the expected actors run, timed actors have a deadline, and every timeout leaves the state. */
function withoutDeadline({ key, leaf, snapshot, edges, deadlines }: ExploredState): readonly string[] {
  const running = runningActors(snapshot)
  const expected = actorsIn[leaf] ?? []
  const wrong = String(running) === String(expected) ? [] : [`${key}: runs ${running}, not ${expected}`]
  return [
    ...wrong,
    ...running.flatMap((actor) => {
      const { event } = bounds[actor] ?? { event: '' }
      const over = edges.find(({ eventClass }) => eventClass.name === event)
      const at = deadlines.get(actor)
      return [
        ...(over === undefined || over.leaf === leaf ? [`${key}: is not left by ${event}`] : []),
        ...(['alarm', 'watchJob'].includes(actor) && !((at ?? 0) > 0 && Number.isFinite(at))
          ? [`${key}: ${actor} has no deadline`]
          : []),
      ]
    }),
  ]
}
