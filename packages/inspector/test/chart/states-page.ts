import type { ChartEdge, ChartGraph, ChartNode } from '../../src/chart/chart-graph.ts'
import { guardMeanings } from '../../src/chart/guard-meanings.ts'
import { mermaidOf } from './mermaid.ts'

const TAGS: Readonly<Record<string, string>> = {
  busy: 'Work is in progress, and no input is needed: a page shows a spinner.',
  awaitingUser: 'Waits for input from the user: credentials, or the answers to a challenge.',
  final: 'The connection has ended, with an output.',
}

const EVENTS: Readonly<Record<string, string>> = {
  submit: 'The user submits credentials.',
  answer: 'The user answers the challenge.',
  cancel: 'The user or the caller cancels.',
  jobRead: '`watchJob` polled the job, and it has changed.',
  watchFailed: '`watchJob` can no longer read the job.',
  outOfTime: 'The deadline of the job has passed, or the job made no progress for too long.',
  defect: 'A call by `watchJob` threw: a bug.',
}

/** The page docs/states.md: the chart, with its states, events, guards and tags. */
export const statesPage = (graph: ChartGraph): string => `# States

The connection machine has ${graph.nodes.length - 1} states and ${graph.edges.length} transitions. This page and its picture are generated from the machine by
\`pnpm states\`; a test fails if they are out of date.

![The states of a connection and the transitions between them](images/states.svg)

A line is a transition, with its event and \`[its guards]\`. When a state has several transitions for one event, the first whose
guard passes is taken; \`[else]\` is the last. A state's own transitions come before those of its parent. \`done\` and \`threw\`
are events of the actor that runs in the state. Transitions to \`failed\`, \`cancelled\` and \`broken\`, and those that don't change
the state, are rows in the box of the state. \`jobRead\` leads from any stage of a job to any other.

The same chart as text. It omits the transitions to \`cancelled\` (\`cancel\`, from every state), to \`broken\` (an actor threw)
and to \`failed\`, those that don't change the state, and those from \`resuming\`. The last table lists all transitions.

\`\`\`mermaid
${mermaidOf(graph)}
\`\`\`

## States

\`restored\` is the state in which a saved connection continues. Requests that may have arrived are not sent again.

| state | description | tags | runs | restored |
| --- | --- | --- | --- | --- |
${graph.nodes
  .slice(1)
  .map((node) => stateRow(graph, node))
  .join('\n')}

## Events

\`done(x)\` and \`threw(x)\` come from the actor \`x\`. \`always\` marks a transition without an event.

| event | description | from | to |
| --- | --- | --- | --- |
${unique(graph.edges.map(({ event }) => event))
  .map((event) => eventRow(graph, event))
  .join('\n')}

## Guards

| guard | passes if | used in |
| --- | --- | --- |
${Object.entries(guardMeanings)
  .map(([name, meaning]) => guardRow(graph, name, meaning))
  .join('\n')}

## Tags

| tag | description | states |
| --- | --- | --- |
${unique(graph.nodes.flatMap(({ tags }) => tags))
  .map((tag) => tagRow(graph, tag))
  .join('\n')}

The states inside \`preparing\` share its tag.

## Every transition

In the order in which they are tried. A state's own transitions come before those of its parent.

| state | event | guard | to | actions |
| --- | --- | --- | --- | --- |
${graph.edges.map(edgeRow).join('\n')}
`

const unique = (all: readonly string[]): readonly string[] => [...new Set(all)]

const code = (text: string): string => `\`${text}\``

const stateName = (id: string): string => code(id === '' ? 'connection' : id)

const listOf = (names: readonly string[]): string => (names.length === 0 ? '–' : names.map(code).join(', '))

const places = (ids: readonly (string | null)[]): string =>
  [...new Set(ids.map((id) => (id === null ? 'same state' : stateName(id))))].join(', ')

const stateRow = (graph: ChartGraph, { id, description, tags, invokes }: ChartNode): string =>
  `| ${stateName(id)} | ${description} | ${listOf(tags)} | ${listOf(invokes)} | ${restored(graph, id)} |`

const restored = ({ nodes, edges }: ChartGraph, id: string): string => {
  const node = nodes.find((each) => each.id === id)
  if (id === 'following') return 'the stage of its job'
  if (id.startsWith('preparing')) return stateName('preparing.deciding')
  const target = edges.find(({ guard, guardParams }) => guard === 'wasAt' && guardParams === node?.label)?.target
  return target === undefined || target === null ? '–' : target === id ? 'same state' : stateName(target)
}

const eventRow = ({ edges }: ChartGraph, event: string): string => {
  const alike = edges.filter((edge) => edge.event === event)
  const actor = /^(done|threw)\((.*)\)$/u.exec(event)
  const verb = actor?.[1] === 'done' ? 'is done' : 'threw: a bug'
  const meaning = actor !== null ? `${code(actor[2] ?? '')} ${verb}.` : event === 'always' ? 'No event.' : EVENTS[event]
  if (meaning === undefined) throw new Error(`Describe the event ${event} in states-page.ts.`)
  return `| ${code(event)} | ${meaning} | ${places(alike.map(({ source }) => source))} | ${destinations(alike)} |`
}

/** The targets of an event, unless there are too many. */
const destinations = (edges: readonly ChartEdge[]): string =>
  new Set(edges.map(({ target }) => target)).size > 12
    ? 'any state: see below'
    : places(edges.map(({ target }) => target))

const guardRow = ({ edges }: ChartGraph, name: string, meaning: string): string => {
  const uses = edges.filter(({ guard }) => guard === name)
  const where = unique(uses.map(({ source, event }) => `${stateName(source)} ${code(event)}`))
  return `| ${code(name)} | ${meaning} | ${where.join(', ')} |`
}

const tagRow = ({ nodes }: ChartGraph, tag: string): string => {
  const meaning = TAGS[tag]
  if (meaning === undefined) throw new Error(`Describe the tag ${tag} in states-page.ts.`)
  return `| ${code(tag)} | ${meaning} | ${places(nodes.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id))} |`
}

const edgeRow = ({ source, event, guard, guardParams, target, actions }: ChartEdge): string => {
  const check = guard === null ? '–' : `${code(guard)}${guardParams === null ? '' : ` ${guardParams}`}`
  return `| ${stateName(source)} | ${code(event)} | ${check} | ${places([target])} | ${listOf(actions)} |`
}
