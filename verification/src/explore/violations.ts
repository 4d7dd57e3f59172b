import { EVENT_TYPES, runningActors } from './event-class.ts'
import { takingTable } from './event-handling.ts'
import { actorsIn, bounds, expectedTaking, waitsForPerson } from './expected-handling.ts'
import type { CoarseState, Exploration } from './explore.ts'
import { distances, wayOfTime } from './shortest-paths.ts'

/** Something that does not hold, and where. */
export interface Violation {
  readonly check: keyof typeof checks
  readonly what: string
}

/** What is checked of every exploration, by name. Each gives what is wrong. */
export const checks = {
  'there is an end to the states': ({ isCut, states }) => (isCut ? [`more than ${states.size - 1}`] : []),
  'the key tells apart all that counts': ({ disagreements }) => disagreements,
  'the marked chart goes as the machine': ({ deviations }) => deviations,
  'the reference goes the same way': ({ objections }) => objections,
  'every transition is taken': ({ chart, taken }) => chart.transitions.filter((name) => !taken.has(name)),
  'every state is entered': ({ chart, states, taken }) => {
    const entered = new Set([...states.values()].map(({ leaf }) => leaf))
    const isPassed = (leaf: string) => chart.passages.get(leaf)?.some((name) => taken.has(name)) ?? false
    return chart.leaves.filter((leaf) => !entered.has(leaf) && !isPassed(leaf))
  },
  'every guard says yes and no': ({ chart }) =>
    [...chart.guardWords].flatMap(([name, words]) =>
      [true, false].filter((word) => !words.has(word)).map((word) => `${name}: never ${word ? 'yes' : 'no'}`),
    ),
  'the world alone can end it': ({ states }) => {
    const distance = distances(states, ({ leaf }) => isEnd(leaf), ['world'])
    return [...states.values()]
      .filter(({ key, leaf }) => !distance.has(key) && !waitsForPerson.includes(leaf))
      .map(({ key }) => key)
  },
  'time alone ends it': ({ states }) =>
    going(states)
      .filter((state) => !waitsForPerson.includes(state.leaf) && wayOfTime(states, state) === null)
      .map(({ key }) => key),
  'it can still be connected': ({ states }) => {
    const distance = distances(states, ({ leaf }) => leaf === 'connected', ['world', 'person'])
    return going(states)
      .filter(({ key }) => !distance.has(key))
      .map(({ key }) => key)
  },
  'cancel ends it at once': ({ states }) =>
    going(states)
      .filter(({ edges }) => edges.find(({ what }) => what.type === 'cancel')?.leaf !== 'cancelled')
      .map(({ key }) => key),
  'it has a deadline': ({ states }) => going(states).flatMap(withoutDeadline),
  'no event is lost': (exploration) =>
    [...takingTable(exploration)].flatMap(([leaf, row]) =>
      EVENT_TYPES.flatMap((type) => {
        const found = String(row.get(type))
        const expected = String(expectedTaking(leaf, type).taking)
        return found === expected ? [] : [`${leaf}: ${type} is ${found}, not ${expected}`]
      }),
    ),
} as const satisfies Readonly<Record<string, (exploration: Exploration) => readonly string[]>>

/** All that does not hold. */
export const violationsOf = (exploration: Exploration): readonly Violation[] =>
  Object.entries(checks).flatMap(([check, wrongIn]) =>
    wrongIn(exploration).map((what) => ({ check: check as keyof typeof checks, what })),
  )

function isEnd(leaf: string): boolean {
  return actorsIn[leaf] === undefined
}

function going(states: Exploration['states']): readonly CoarseState[] {
  return [...states.values()].filter(({ snapshot }) => snapshot.status === 'active')
}

/** What bounds the time in this state must run, have a deadline, and leave the state when its time is over. */
function withoutDeadline({ key, leaf, snapshot, edges, deadlines }: CoarseState): readonly string[] {
  const running = runningActors(snapshot)
  const expected = actorsIn[leaf] ?? []
  const wrong = String(running) === String(expected) ? [] : [`${key}: runs ${running}, not ${expected}`]
  return [
    ...wrong,
    ...running.flatMap((actor) => {
      const { event } = bounds[actor] ?? { event: '' }
      const over = edges.find(({ what }) => what.name === event)
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
