import { requiredFields } from '@bank-connection/core'
import { answer, type ConnectionSnapshot, cancel, stageOf, submit } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { AT, credentialsBesides, institutions, jobs, portErrors } from './sample-values.ts'

/** One kind of thing that may happen, with a stand-in for it. */
export interface EventClass {
  /** In words; tells it apart from all others. */
  readonly name: string
  /** The type of the event, as the chart has it. */
  readonly type: string
  /** Who brings it about: the person, the world, or a bug in an adapter. */
  readonly by: 'person' | 'world' | 'bug'
  readonly event: SomeEvent
}

interface SomeEvent {
  readonly type: string
  readonly [member: string]: unknown
}

/** What the calls of each actor may give. */
const RIGHTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  findInstitution: institutions,
  requestJob: {
    created: { outcome: 'created', jobId: 'job-1' },
    'running already': { outcome: 'alreadyRunning', jobId: 'job-1' },
  },
  findJob: { found: 'job-1', none: null },
  answerMfa: { taken: undefined },
}

const done = (actor: string, name: string, output: unknown): EventClass => ({
  name: `${actor} → ${name}`,
  type: `done: ${actor}`,
  by: 'world',
  event: { type: `xstate.done.actor.${actor}`, actorId: actor, output },
})

const threw = (actor: string): EventClass => ({
  name: `${actor} threw`,
  type: `threw: ${actor}`,
  by: 'bug',
  event: { type: `xstate.error.actor.${actor}`, actorId: actor, error: null },
})

const settlements = new Map<string, readonly EventClass[]>(
  Object.entries(RIGHTS).map(([actor, rights]) => [
    actor,
    [
      ...Object.entries(rights).map(([name, right]) => done(actor, name, { at: AT, result: E.right(right) })),
      ...Object.entries(portErrors).map(([name, error]) => done(actor, name, { at: AT, result: E.left(error) })),
      threw(actor),
    ],
  ]),
).set('alarm', [done('alarm', 'rang', undefined), threw('alarm')])

const told = (name: string, event: SomeEvent): EventClass => ({ name, type: event.type, by: 'world', event })

/** Of a watch that failed the machine asks nothing: one failure of each tag is enough. */
const WATCH_FAILURES = ['never left: offline', 'malformed', 'refused 404', 'no token: keyRejected']

const watched: readonly EventClass[] = [
  // Each at a time of its own: what is counted from the wrong reading shows.
  ...Object.entries(jobs).map(([name, job], i) =>
    told(name, { type: 'jobRead', at: AT + i * 1_000, previousAt: AT, job, stage: stageOf(job) }),
  ),
  ...WATCH_FAILURES.map((name) => told(`watch failed: ${name}`, { type: 'watchFailed', failure: portErrors[name] })),
  told('out of time', { type: 'outOfTime', deadlineAt: AT }),
  {
    name: 'getJob threw',
    type: 'defect',
    by: 'bug',
    event: { type: 'defect', operation: 'getJob' } as { type: string },
  },
  threw('watchJob'),
]

const byPerson = (name: string, event: { readonly type: string }): EventClass => ({
  name,
  type: event.type,
  by: 'person',
  event: event as SomeEvent,
})

const submits = ({ context: { institution, request } }: ConnectionSnapshot): readonly EventClass[] => {
  const purpose = request === 'update' ? 'update' : 'create'
  const fields = (institution === null ? null : requiredFields(institution, purpose)) ?? ['loginId', 'password']
  const fitting = Object.fromEntries(fields.map((field) => [field, 'stand-in']))
  return Object.entries({ 'submit: what fits': fitting, ...credentialsBesides(fields) }).map(([name, credentials]) =>
    byPerson(name, submit(credentials, AT)),
  )
}

const answers = ({ context: { challenge } }: ConnectionSnapshot): readonly EventClass[] => {
  const required = Math.max(1, challenge?.prompts.length ?? 0)
  const endsAt = challenge?.expiresAt ?? AT + 1
  const given = (count: number): readonly string[] => Array.from({ length: count }, () => 'stand-in')
  return [
    byPerson('answer: what fits', answer(given(required), endsAt - 1)),
    byPerson('answer: late', answer(given(required), endsAt)),
    byPerson('answer: too few', answer(given(required - 1), endsAt - 1)),
    byPerson('answer: too many', answer(given(required + 1), endsAt - 1)),
  ]
}

/** The actors that the machine has invoked and not stopped. */
export const runningActors = (snapshot: ConnectionSnapshot): readonly string[] =>
  snapshot.status === 'active' ? Object.keys(snapshot.children).sort() : []

const settlementsOf = (actor: string): readonly EventClass[] =>
  actor === 'watchJob' ? watched : (settlements.get(actor) ?? [])

/** All that can happen to a machine that stands here: an actor that does not run brings nothing about. */
export const eventsIn = (snapshot: ConnectionSnapshot): readonly EventClass[] => [
  ...submits(snapshot),
  ...answers(snapshot),
  byPerson('cancel', cancel),
  ...runningActors(snapshot).flatMap(settlementsOf),
]

/** All that cannot happen here, because its actor does not run: a stray event of each kind. */
export const strayEventsIn = (snapshot: ConnectionSnapshot): readonly EventClass[] => {
  const running = runningActors(snapshot)
  return [...settlements.keys(), 'watchJob'].filter((actor) => !running.includes(actor)).flatMap(settlementsOf)
}

/** The types of all events, in the order in which the page shows them. */
export const EVENT_TYPES: readonly string[] = [
  'submit',
  'answer',
  'cancel',
  'jobRead',
  'watchFailed',
  'outOfTime',
  'defect',
  ...[...settlements.keys()].flatMap((actor) => [`done: ${actor}`, `threw: ${actor}`]),
  'threw: watchJob',
]
