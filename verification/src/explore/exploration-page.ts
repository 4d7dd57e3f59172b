import { EVENT_TYPES } from './event-class.ts'
import { type HandlingTable, handlingTable } from './event-handling.ts'
import { actorsIn, bounds, expectedHandling, ignoredBecause, waitsForPerson } from './expected-handling.ts'
import type { Exploration, ExploredState } from './explore.ts'
import { STATES_MAX } from './explore-all.ts'
import { allInputs } from './initial-inputs.ts'
import { distances, pathFrom, timeoutPath } from './shortest-paths.ts'

/** The page about an exploration, always the same for the same chart. Contains no snapshots, only their states. */
export const pageOf = (exploration: Exploration): string => {
  const { chart, states, taken } = exploration
  const edges = [...states.values()].reduce((sum, state) => sum + state.edges.length, 0)
  return `# Exploration

Every state that a connection can reach, and every event there. \`pnpm explore\` writes this page and fails if a statement below
is wrong; \`pnpm vitest run -u --project verification explore\` writes it too.

From ${allInputs.length} starts (4 intents, each with no institution yet or one of each authorization type, with 1 to 3 attempts and 1 or 2
answers) the pure transition function reaches ${states.size} states through ${edges} events. The connection is also restored from each state.
The events are all actions of a user, every result and failure of every pending call, every job that a guard distinguishes, and
every exception of an adapter. More than ${STATES_MAX} states would count as unbounded.

Two snapshots are one state if they agree on: the state of the chart, the intent, the request, the fields that the institution
demands, how many attempts and answers are left, the prompts of the challenge, whether something was rejected, which steps are
finished, whether the connection and the job are known, and which secrets are present. \`pnpm explore\` also explores a second snapshot of
each state, and fails if an event leads the two to different states. It compares each step with the published machine.

- ${taken.size} of ${chart.transitions.length} transitions of the chart are taken; ${chart.guardResults.size} of them have guards, each of which both passes and fails.
- All ${chart.leaves.length} states without children are entered.
- From every state that is not final, the connection can still become \`connected\`, and \`cancel\` leads to \`cancelled\` at once.

## Paths to an end

How a connection ends if everything times out (a call ends after 60 seconds, whatever the adapter does), and the shortest path
to \`connected\` with the user's help, from the explored state where that path is longest.

| state | explored | timeout | path by timeouts | path to \`connected\` |
| --- | --- | --- | --- | --- |
${pathRows(states)}

Only a user leaves ${waitsForPerson.map((leaf) => `\`${leaf}\``).join(', ')}, the only state without a deadline. Nothing runs in a final state.

## Which state takes which event

\`+\`: always taken. \`·\`: always ignored. \`done\` and \`threw\` are the outcomes of a call. Final states are left out: XState delivers
nothing to them.

${takingRows(handlingTable(exploration))}

Why events are ignored:

${Object.entries(ignoredBecause)
  .filter(([reason]) => reason !== 'over')
  .map(([, because]) => `- ${because}.`)
  .join('\n')}

## Transitions

In the order of the chart, with the state and the event by which each was first taken.

| from | event | | guard | to | first taken in |
| --- | --- | --- | --- | --- | --- |
${chart.transitions.map((name) => transitionRow(name, taken.get(name) ?? '**never**')).join('\n')}
`
}

const inOrder = (states: Exploration['states']): ReadonlyMap<string, readonly ExploredState[]> =>
  new Map(Object.keys(actorsIn).map((leaf) => [leaf, [...states.values()].filter((state) => state.leaf === leaf)]))

const pathRows = (states: Exploration['states']): string => {
  const byAll = ['world', 'person'] as const
  const toConnected = distances(states, ({ leaf }) => leaf === 'connected', byAll)
  return [...inOrder(states)]
    .map(([leaf, all]) => {
      const end = longest(all.map((state) => timeoutPath(states, state)))
      const connected = pathFrom(states, farthest(all, toConnected), toConnected, byAll)
      const bound = (actorsIn[leaf] ?? []).map((actor) => `\`${actor}\`: ${bounds[actor]?.by}`)
      return `| \`${leaf}\` | ${all.length} | ${bound.join('; ') || 'nothing'} | ${listed(end)} | ${listed(connected)} |`
    })
    .join('\n')
}

const farthest = (all: readonly ExploredState[], distance: ReadonlyMap<string, number>): ExploredState =>
  all.reduce((far, state) => ((distance.get(state.key) ?? 0) > (distance.get(far.key) ?? 0) ? state : far))

const longest = (paths: readonly (readonly string[] | null)[]): readonly string[] | null =>
  paths.reduce((long, path) => ((path?.length ?? 0) > (long?.length ?? 0) ? path : long), null)

const listed = (path: readonly string[] | null): string => (path === null ? '–' : path.join(', then '))

const takingRows = (table: HandlingTable): string => {
  const leaves = Object.keys(actorsIn)
  const cell = (leaf: string, type: string): string => {
    const taking = table.get(leaf)?.get(type)
    if (taking === 'taken') return '+'
    if (taking === 'ignored') return '·'
    return `${String(taking)}; else · (${expectedHandling(leaf, type).because.split(':')[0]})`
  }
  return [
    `| event | ${leaves.map((leaf) => `\`${leaf.replace(/^.*\./u, '')}\``).join(' | ')} |`,
    `| --- | ${leaves.map(() => '---').join(' | ')} |`,
    ...EVENT_TYPES.map((type) => `| ${type} | ${leaves.map((leaf) => cell(leaf, type)).join(' | ')} |`),
  ].join('\n')
}

/** The name of a transition consists of its source, event, alternative, guard and target. */
const transitionRow = (name: string, first: string): string => {
  const [from = '', event = '', alternative = '', to = ''] = name.split(' | ')
  const [position = '', guard = ''] = alternative.split(/ (?=\[)/u)
  return `| \`${from}\` | ${event} | ${position} | ${guard.slice(1, -1)} | ${to === 'stays' ? '–' : `\`${to}\``} | ${first} |`
}
