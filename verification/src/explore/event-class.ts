import { requiredFields } from '@bank-connection/core'
import { answer, type ConnectionSnapshot, cancel, stageOf, submit } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { AT, credentialsFor, institutions, jobs, portErrors } from './sample-values.ts'

/** A class of events, represented by one sample event. */
export interface EventClass {
  /** Unique. */
  readonly name: string
  /** The event type, as named in the chart. */
  readonly type: string
  /** What causes it: the user, the outside world, or a bug in an adapter. */
  readonly by: 'person' | 'world' | 'bug'
  readonly event: SomeEvent
}

interface SomeEvent {
  readonly type: string
  readonly [member: string]: unknown
}

/** The successful results of each actor's calls. */
const SUCCESSES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  findInstitution: institutions,
  requestJob: {
    created: { outcome: 'created', jobId: 'job-1' },
    'already running': { outcome: 'alreadyRunning', jobId: 'job-1' },
  },
  findJob: { found: 'job-1', none: null },
  answerMfa: { accepted: undefined },
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
  Object.entries(SUCCESSES).map(([actor, successes]) => [
    actor,
    [
      ...Object.entries(successes).map(([name, value]) => done(actor, name, { at: AT, result: E.right(value) })),
      ...Object.entries(portErrors).map(([name, error]) => done(actor, name, { at: AT, result: E.left(error) })),
      threw(actor),
    ],
  ]),
).set('alarm', [done('alarm', 'rang', undefined), threw('alarm')])

const byWorld = (name: string, event: SomeEvent): EventClass => ({ name, type: event.type, by: 'world', event })

/** No guard examines why a watch failed, so one failure of each tag is enough. */
const WATCH_FAILURES = ['not sent: offline', 'malformed', 'refused 404', 'no token: keyRejected']

const watched: readonly EventClass[] = [
  // Each has a different time, so that a duration measured from the wrong poll is detected.
  ...Object.entries(jobs).map(([name, job], i) =>
    byWorld(name, { type: 'jobRead', at: AT + i * 1_000, previousAt: AT, job, stage: stageOf(job) }),
  ),
  ...WATCH_FAILURES.map((name) => byWorld(`watch failed: ${name}`, { type: 'watchFailed', failure: portErrors[name] })),
  byWorld('out of time', { type: 'outOfTime', deadlineAt: AT }),
  {
    name: 'getJob threw',
    type: 'defect',
    by: 'bug',
    event: { type: 'defect', operation: 'getJob' },
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
  return Object.entries(credentialsFor(fields)).map(([name, credentials]) => byPerson(name, submit(credentials, AT)))
}

const answers = ({ context: { challenge } }: ConnectionSnapshot): readonly EventClass[] => {
  const required = Math.max(1, challenge?.prompts.length ?? 0)
  const endsAt = challenge?.expiresAt ?? AT + 1
  const given = (count: number): readonly string[] => Array.from({ length: count }, () => 'stand-in')
  return [
    byPerson('answer: valid', answer(given(required), endsAt - 1)),
    byPerson('answer: late', answer(given(required), endsAt)),
    byPerson('answer: too few', answer(given(required - 1), endsAt - 1)),
    byPerson('answer: too many', answer(given(required + 1), endsAt - 1)),
  ]
}

/** The running actors of the machine, sorted by name. */
export const runningActors = (snapshot: ConnectionSnapshot): readonly string[] =>
  snapshot.status === 'active' ? Object.keys(snapshot.children).sort() : []

const settlementsOf = (actor: string): readonly EventClass[] =>
  actor === 'watchJob' ? watched : (settlements.get(actor) ?? [])

/** All events that can occur in this state: only running actors send events. */
export const eventsIn = (snapshot: ConnectionSnapshot): readonly EventClass[] => [
  ...submits(snapshot),
  ...answers(snapshot),
  byPerson('cancel', cancel),
  ...runningActors(snapshot).flatMap(settlementsOf),
]

/** Stray events: one of each class that cannot occur in this state, because its actor does not run. */
export const strayEventsIn = (snapshot: ConnectionSnapshot): readonly EventClass[] => {
  const running = runningActors(snapshot)
  return [...settlements.keys(), 'watchJob'].filter((actor) => !running.includes(actor)).flatMap(settlementsOf)
}

/** All event types, in the order of the page. */
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
