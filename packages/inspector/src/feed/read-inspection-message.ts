import { safeSerialize } from '@bank-connection/core/inspect'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { ConnectionRow, ShownSnapshot } from './feed.ts'

/** What an inspector was told of an actor, as far as it may be shown. `at` is in milliseconds since the Unix epoch. */
export type ShownMessage =
  /** An actor was made; `name` is `null` of what is none of ours. */
  | {
      readonly type: 'actor'
      readonly at: number
      readonly sessionId: string
      readonly parentId: string | null
      readonly name: string | null
      readonly isConnection: boolean
    }
  /** One actor sent another an event. */
  | {
      readonly type: 'event'
      readonly at: number
      readonly sessionId: string
      readonly sourceId: string | null
      readonly event: string
    }
  /** An actor took an event. */
  | {
      readonly type: 'snapshot'
      readonly at: number
      readonly sessionId: string
      readonly event: string
      readonly snapshot: ShownSnapshot
    }

/**
 * Reads a message as `@statelyai/inspect` sends it. What may not be shown is taken out first, whoever has sent it; `null`
 * for what is no such message.
 *
 * @param now - taken for the time of a message that does not tell its own, in milliseconds since the Unix epoch
 */
export const readShownMessage = (message: unknown, now: number): ShownMessage | null => {
  if (typeof message !== 'object' || message === null) return null
  const read = Message.decode(safeSerialize(message))
  if (E.isLeft(read)) return null
  const { sessionId } = read.right
  const at = timeOf(read.right.createdAt) ?? now
  switch (read.right.type) {
    case '@xstate.actor': {
      const { parentId, name, definition } = read.right
      const isConnection = definition !== undefined && definition !== NO_CHART
      return {
        ...{ type: 'actor', at, sessionId, isConnection },
        parentId: isSession(parentId) ? parentId : null,
        name: name === undefined || name === UNLISTED || isSession(name) ? null : name,
      }
    }
    case '@xstate.event': {
      const { sourceId, event } = read.right
      return { type: 'event', at, sessionId, sourceId: isSession(sourceId) ? sourceId : null, event: event.type }
    }
    case '@xstate.snapshot': {
      const { event, snapshot } = read.right
      const { status, value, context } = snapshot
      const state = value === undefined ? null : pathOf(value)
      return { type: 'snapshot', at, sessionId, event: event.type, snapshot: { status, state, context: context ?? {} } }
    }
  }
}

/** How it stands with a connection in this state. */
export const standingOf = ({ status, state }: ShownSnapshot): ConnectionRow['standing'] => {
  if (status === 'error') return 'broken'
  switch (state) {
    case 'connected':
    case 'failed':
    case 'cancelled':
    case 'broken':
      return state
    default:
      return status === 'active' ? 'active' : 'lost'
  }
}

/** Stands for what is not shown. */
const UNLISTED = 'unlisted'

/** Stands for the chart of a machine that is none of ours. */
const NO_CHART = '{}'

const isSession = (u: string | undefined): u is string => u !== undefined && /^x:\d{1,15}$/.test(u)

const SessionId = t.refinement(t.string, isSession, 'SessionId')

const Named = t.type({ type: t.string })

const Snapshot = t.intersection([
  t.type({ status: t.keyof({ active: null, done: null, error: null, stopped: null }) }),
  t.partial({ value: t.unknown, context: t.UnknownRecord }),
])

const base = { sessionId: SessionId }
const stamp = { createdAt: t.string }

const Message = t.union([
  t.intersection([
    t.type({ type: t.literal('@xstate.actor'), ...base }),
    t.partial({ parentId: t.string, name: t.string, definition: t.string, ...stamp }),
  ]),
  t.intersection([
    t.type({ type: t.literal('@xstate.event'), event: Named, ...base }),
    t.partial({ sourceId: t.string, ...stamp }),
  ]),
  t.intersection([
    t.type({ type: t.literal('@xstate.snapshot'), event: Named, snapshot: Snapshot, ...base }),
    t.partial(stamp),
  ]),
])

/** The last time that a date can be. */
const TIME_MAX_MS = 8.64e15

const timeOf = (stamped: string | undefined): number | null => {
  const at = stamped === undefined ? Number.NaN : Number(stamped)
  return at >= 0 && at <= TIME_MAX_MS ? Math.round(at) : null
}

/** `{ following: 'challenged' }` is `following.challenged`. */
const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  const [[name, below] = ['', '']] = Object.entries(value as Readonly<Record<string, unknown>>)
  return `${name}.${pathOf(below)}`
}
