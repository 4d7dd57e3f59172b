import { isObject, ownMember } from '../codec/strict.ts'
import { actorNames, chart, chartText } from './chart.ts'
import { type Showing, UNLISTED } from './listed.ts'
import { safeEvent, safeSessionId, safeSnapshot } from './safe-snapshot.ts'

/** A number as text, such as a time: no login or code has this many digits or a point. */
const stamp: Showing = (u) => (typeof u === 'string' && /^\d{1,16}(\.\d+)*$/.test(u) ? u : UNLISTED)

const sessionId: Showing = (u) => (u === undefined || u === 'anonymous' ? u : safeSessionId(u))

/** The chart of a connection; of any other actor only its name, if it is ours. */
const definition: Showing = (u) => {
  if (typeof u !== 'string') return undefined
  const read: unknown = JSON.parse(u)
  return isObject(read) && ownMember(read, 'id') === chart.id ? chartText : '{}'
}

const name: Showing = (u) =>
  actorNames.has(u as string) || u === chart.id ? u : u === undefined ? undefined : safeSessionId(u)

/** What is shown of each member of a message of any kind. */
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
 * For the option `serialize` of `@statelyai/inspect`, if an inspector also watches other machines. It reduces a message
 * to what is listed, so no input, output or error of any actor is sent. Contexts of other machines are dropped, except
 * that members with our names are kept if a machine's states have our names, too: a message doesn't say which machine
 * it is from. Total and idempotent: some adapters apply it twice.
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
  // Must return a value: an inspector that receives none sends the original message.
  if (kind === undefined) return { type: UNLISTED }
  const shown = [...ALWAYS, ...kind].flatMap((member) => {
    const safe = listed[member]?.(ownMember(message, member))
    return safe === undefined ? [] : [[member, safe]]
  })
  return { type, id: null, ...Object.fromEntries(shown) }
}
