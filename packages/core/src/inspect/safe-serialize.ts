import { isObject, ownMember } from '../codec/strict.ts'
import { actorNames, chart, chartText } from './chart.ts'
import { type Showing, UNLISTED } from './listed.ts'
import { safeEvent, safeSessionId, safeSnapshot } from './safe-snapshot.ts'

/** A number as a text, such as a time: neither a login nor a code is written with this many digits or a point. */
const stamp: Showing = (u) => (typeof u === 'string' && /^\d{1,16}(\.\d+)*$/.test(u) ? u : UNLISTED)

const sessionId: Showing = (u) => (u === undefined || u === 'anonymous' ? u : safeSessionId(u))

/** The chart of a connection; of any other actor only what it is called, when it is one of ours. */
const definition: Showing = (u) => {
  if (typeof u !== 'string') return undefined
  const read: unknown = JSON.parse(u)
  return isObject(read) && ownMember(read, 'id') === chart.id ? chartText : '{}'
}

const name: Showing = (u) =>
  actorNames.has(u as string) || u === chart.id ? u : u === undefined ? undefined : safeSessionId(u)

/** What is shown of each member of a message, whatever its kind. */
const listed: Readonly<Record<string, Showing>> = {
  _version: stamp,
  createdAt: stamp,
  rootId: sessionId,
  sessionId,
  parentId: sessionId,
  sourceId: sessionId,
  name,
  definition,
  event: safeEvent,
  snapshot: safeSnapshot,
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  '@xstate.actor': ['name', 'definition', 'parentId', 'snapshot'],
  '@xstate.event': ['event', 'sourceId'],
  '@xstate.snapshot': ['event', 'snapshot'],
}

const ALWAYS = ['_version', 'createdAt', 'rootId', 'sessionId'] as const

/**
 * For the option `serialize` of `@statelyai/inspect`, when an inspector watches more than connections: of a message it
 * leaves what is listed, so that nothing that any actor was given, gave or threw is sent. Contexts of other machines are
 * left out, but of one whose states have the names of ours the members that have the names of ours are taken for them: a
 * message does not say whose it is. Total, and idempotent: some adapters apply it twice.
 *
 * @example
 * const inspector = createBrowserInspector({ serialize: safeSerialize })
 */
export const safeSerialize = <Message extends object>(message: Message): Message => {
  try {
    return safeMessage(message) as Message
  } catch {
    return { type: UNLISTED } as unknown as Message
  }
}

const safeMessage = (message: object): object => {
  const type = isObject(message) ? ownMember(message, 'type') : undefined
  const kind = typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  // Not nothing: an inspector that is given nothing sends the message as it was.
  if (kind === undefined) return { type: UNLISTED }
  const shown = [...ALWAYS, ...kind].flatMap((member) => {
    const safe = listed[member]?.(ownMember(message, member))
    return safe === undefined ? [] : [[member, safe]]
  })
  return { type, id: null, ...Object.fromEntries(shown) }
}
