import { EVENT_TYPES } from './event-class.ts'
import { type TakingTable, takingTable } from './event-handling.ts'
import { actorsIn, bounds, expectedTaking, ignoredBecause, waitsForPerson } from './expected-handling.ts'
import type { CoarseState, Exploration } from './explore.ts'
import { STATES_MAX } from './explore-all.ts'
import { everyStart } from './initial-inputs.ts'
import { distances, wayFrom, wayOfTime } from './shortest-paths.ts'

/** The page about what was explored: the same for the same chart. Of a snapshot it tells nothing but its state. */
export const pageOf = (exploration: Exploration): string => {
  const { chart, states, taken } = exploration
  const edges = [...states.values()].reduce((sum, state) => sum + state.edges.length, 0)
  return `# Exploration

Every place that a connection can get to, and what can happen there. \`pnpm explore\` writes this page and fails when something
below does not hold; \`pnpm vitest run -u --project verification explore\` writes it anew as well.

From ${everyStart.length} starts (4 intents, each with no institution yet or one of each authorization type, with 1 to 3 attempts and 1 or 2
answers) the pure transition function meets ${states.size} states in ${edges} events, and is restored from each of the states: all that a
person can do, every result and failure of every call that runs, every job that a guard tells apart, every bug. More than
${STATES_MAX} states would be a count without end.

Two snapshots are one state when they agree in: where they stand, the intent, the request, the fields that the institution
demands, how many attempts and answers are left, the prompts of the challenge, whether something was rejected, which steps are
finished, whether the connection and the job are known, and what is held sealed. \`pnpm explore\` tries a second snapshot of each state
as well, and finds that all events lead both to the same states; and it compares each step with the machine that users get.

- ${taken.size} of ${chart.transitions.length} transitions of the chart are taken; ${chart.guardWords.size} of them have guards, each of which says yes and says no.
- All ${chart.leaves.length} states without children are entered.
- From every state before an end the connection can still become \`connected\`, and \`cancel\` leads to \`cancelled\` at once.

## Ways to an end

How a connection ends when all that is bounded in time takes all of its time; a call is given up after 60 seconds, whatever the
adapter does. And the shortest way to \`connected\` with the person's help, from the state from which it is longest.

| state | explored | its time is bounded by | ends by time alone | gets connected by |
| --- | --- | --- | --- | --- |
${wayRows(states)}

Nothing but a person leaves ${waitsForPerson.map((leaf) => `\`${leaf}\``).join(', ')}, the only state without a deadline. An end holds nothing that runs.

## Which state takes which event

\`+\`: taken, always. \`·\`: ignored, always. \`done\` and \`threw\` are what a call comes to. The ends are not shown: XState delivers
nothing to them.

${takingRows(takingTable(exploration))}

Ignored are, and why:

${Object.entries(ignoredBecause)
  .filter(([reason]) => reason !== 'over')
  .map(([, because]) => `- ${because}.`)
  .join('\n')}

## Transitions

In the order of the chart, with where each was first taken, and by which event.

| from | event | | guard | to | first taken in |
| --- | --- | --- | --- | --- | --- |
${chart.transitions.map((name) => transitionRow(name, taken.get(name) ?? '**never**')).join('\n')}
`
}

const inOrder = (states: Exploration['states']): ReadonlyMap<string, readonly CoarseState[]> =>
  new Map(Object.keys(actorsIn).map((leaf) => [leaf, [...states.values()].filter((state) => state.leaf === leaf)]))

const wayRows = (states: Exploration['states']): string => {
  const byAll = ['world', 'person'] as const
  const toConnected = distances(states, ({ leaf }) => leaf === 'connected', byAll)
  return [...inOrder(states)]
    .map(([leaf, all]) => {
      const end = longest(all.map((state) => wayOfTime(states, state)))
      const connected = wayFrom(states, farthest(all, toConnected), toConnected, byAll)
      const bound = (actorsIn[leaf] ?? []).map((actor) => `\`${actor}\`: ${bounds[actor]?.by}`)
      return `| \`${leaf}\` | ${all.length} | ${bound.join('; ') || 'nothing'} | ${listed(end)} | ${listed(connected)} |`
    })
    .join('\n')
}

const farthest = (all: readonly CoarseState[], distance: ReadonlyMap<string, number>): CoarseState =>
  all.reduce((far, state) => ((distance.get(state.key) ?? 0) > (distance.get(far.key) ?? 0) ? state : far))

const longest = (ways: readonly (readonly string[] | null)[]): readonly string[] | null =>
  ways.reduce((long, way) => ((way?.length ?? 0) > (long?.length ?? 0) ? way : long), null)

const listed = (way: readonly string[] | null): string => (way === null ? '–' : way.join(', then '))

const takingRows = (table: TakingTable): string => {
  const leaves = Object.keys(actorsIn)
  const cell = (leaf: string, type: string): string => {
    const taking = table.get(leaf)?.get(type)
    if (taking === 'taken') return '+'
    if (taking === 'ignored') return '·'
    return `${String(taking)}; else · (${expectedTaking(leaf, type).because.split(':')[0]})`
  }
  return [
    `| event | ${leaves.map((leaf) => `\`${leaf.replace(/^.*\./u, '')}\``).join(' | ')} |`,
    `| --- | ${leaves.map(() => '---').join(' | ')} |`,
    ...EVENT_TYPES.map((type) => `| ${type} | ${leaves.map((leaf) => cell(leaf, type)).join(' | ')} |`),
  ].join('\n')
}

/** A name says where from, by what, which alternative, with which guard, where to. */
const transitionRow = (name: string, first: string): string => {
  const [from = '', event = '', alternative = '', to = ''] = name.split(' | ')
  const [place = '', guard = ''] = alternative.split(/ (?=\[)/u)
  return `| \`${from}\` | ${event} | ${place} | ${guard.slice(1, -1)} | ${to === 'stays' ? '–' : `\`${to}\``} | ${first} |`
}
