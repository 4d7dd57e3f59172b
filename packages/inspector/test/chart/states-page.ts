import type { ChartEdge, ChartGraph, ChartNode } from '../../src/chart/chart-graph.ts'
import { guardMeanings } from '../../src/chart/guard-meanings.ts'
import { mermaidOf } from './mermaid.ts'

const TAGS: Readonly<Record<string, string>> = {
  busy: 'Something runs, and nobody is asked for anything: a page shows that it waits.',
  awaitingUser: 'It goes on when a person has given something: credentials, or the answers to a challenge.',
  final: 'It has ended, and its output says how.',
}

const EVENTS: Readonly<Record<string, string>> = {
  submit: 'A person gives credentials.',
  answer: 'A person answers the challenge.',
  cancel: 'A person or the caller stops.',
  jobRead: '`watchJob` has looked at the job, and it has changed.',
  watchFailed: '`watchJob` cannot read the job any more.',
  outOfTime: '`watchJob` has seen the deadline of the job pass, or the job stand still for too long.',
  defect: 'A call that `watchJob` made threw: a bug.',
}

/** The page docs/states.md: the chart, and what each of its words means. */
export const statesPage = (graph: ChartGraph): string => `# States

The chart of the connection machine, written by \`pnpm states\` from the machine itself: ${graph.nodes.length - 1} states and
${graph.edges.length} transitions. \`pnpm vitest run -u --project inspector chart\` writes this page and its picture anew as well.

![The states of a connection and the transitions between them](images/states.svg)

A line is a transition, with its event and \`[its guards]\`; of several from one state for one event the first is taken whose
guard says yes, \`[else]\` the last; what a state says of an event comes before what the state around it says. \`done\` and \`threw\` are said of the actor that runs in the state. What leads to \`failed\`,
\`cancelled\` and \`broken\`, and what stays, is a row in the box of the state. \`jobRead\` leads from any stage of a job to any other.

The same as text, for those who cannot see the picture or want to copy it. Left out are what leads to \`cancelled\` (\`cancel\`,
from everywhere), to \`broken\` (an actor that threw, from wherever one runs) and to \`failed\`, what stays, and what leaves
\`resuming\`; the table at the end has all of it.

\`\`\`mermaid
${mermaidOf(graph)}
\`\`\`

## States

Restored is where a saved connection goes on that was in this state: no request that may have arrived is made again.

| state | what it is | tags | runs | restored |
| --- | --- | --- | --- | --- |
${graph.nodes
  .slice(1)
  .map((node) => stateRow(graph, node))
  .join('\n')}

## Events

\`done(x)\` and \`threw(x)\` come from the actor \`x\`; \`always\` is no event: it is passed at once.

| event | what it is | taken in | leads to |
| --- | --- | --- | --- |
${unique(graph.edges.map(({ event }) => event))
  .map((event) => eventRow(graph, event))
  .join('\n')}

## Guards

| guard | yes means | asked in |
| --- | --- | --- |
${Object.entries(guardMeanings)
  .map(([name, meaning]) => guardRow(graph, name, meaning))
  .join('\n')}

## Tags

| tag | what it says | states |
| --- | --- | --- |
${unique(graph.nodes.flatMap(({ tags }) => tags))
  .map((tag) => tagRow(graph, tag))
  .join('\n')}

A state inside \`preparing\` has the tag of \`preparing\` as long as it is active.

## Every transition

In the order in which they are tried; what a state says of an event comes before what the state around it says.

| state | event | guard | leads to | does |
| --- | --- | --- | --- | --- |
${graph.edges.map(edgeRow).join('\n')}
`

const unique = (all: readonly string[]): readonly string[] => [...new Set(all)]

const code = (text: string): string => `\`${text}\``

const stateName = (id: string): string => code(id === '' ? 'connection' : id)

const listOf = (names: readonly string[]): string => (names.length === 0 ? '–' : names.map(code).join(', '))

const places = (ids: readonly (string | null)[]): string =>
  [...new Set(ids.map((id) => (id === null ? 'stays' : stateName(id))))].join(', ')

const stateRow = (graph: ChartGraph, { id, description, tags, invokes }: ChartNode): string =>
  `| ${stateName(id)} | ${description} | ${listOf(tags)} | ${listOf(invokes)} | ${restored(graph, id)} |`

const restored = ({ nodes, edges }: ChartGraph, id: string): string => {
  const node = nodes.find((each) => each.id === id)
  if (id === 'following') return 'its stage'
  if (id.startsWith('preparing')) return stateName('preparing.deciding')
  const target = edges.find(({ guard, guardParams }) => guard === 'wasAt' && guardParams === node?.label)?.target
  return target === undefined || target === null ? '–' : target === id ? 'there' : stateName(target)
}

const eventRow = ({ edges }: ChartGraph, event: string): string => {
  const alike = edges.filter((edge) => edge.event === event)
  const actor = /^(done|threw)\((.*)\)$/u.exec(event)
  const verb = actor?.[1] === 'done' ? 'has settled' : 'threw: a bug'
  const meaning = actor !== null ? `${code(actor[2] ?? '')} ${verb}.` : event === 'always' ? 'Nothing.' : EVENTS[event]
  if (meaning === undefined) throw new Error(`Say in states-page.ts what the event ${event} is.`)
  return `| ${code(event)} | ${meaning} | ${places(alike.map(({ source }) => source))} | ${destinations(alike)} |`
}

/** Where an event leads, unless that is nearly everywhere. */
const destinations = (edges: readonly ChartEdge[]): string =>
  new Set(edges.map(({ target }) => target)).size > 12
    ? 'any state: see below'
    : places(edges.map(({ target }) => target))

const guardRow = ({ edges }: ChartGraph, name: string, meaning: string): string => {
  const asked = edges.filter(({ guard }) => guard === name)
  const where = unique(asked.map(({ source, event }) => `${stateName(source)} ${code(event)}`))
  return `| ${code(name)} | ${meaning} | ${where.join(', ')} |`
}

const tagRow = ({ nodes }: ChartGraph, tag: string): string => {
  const meaning = TAGS[tag]
  if (meaning === undefined) throw new Error(`Say in states-page.ts what the tag ${tag} says.`)
  return `| ${code(tag)} | ${meaning} | ${places(nodes.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id))} |`
}

const edgeRow = ({ source, event, guard, guardParams, target, actions }: ChartEdge): string => {
  const asked = guard === null ? '–' : `${code(guard)}${guardParams === null ? '' : ` ${guardParams}`}`
  return `| ${stateName(source)} | ${code(event)} | ${asked} | ${places([target])} | ${listOf(actions)} |`
}
