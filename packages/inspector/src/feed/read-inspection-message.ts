import { safeSerialize } from '@bank-connection/core/inspect'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { ConnectionRow, SafeSnapshot } from './feed.ts'

/** An inspection message without secrets. `at` is in milliseconds since the Unix epoch. */
export type InspectionMessage =
  /** An actor was created; `name` is `null` if it is not an actor of a connection. */
  | {
      readonly type: 'actor'
      readonly at: number
      readonly sessionId: string
      readonly parentId: string | null
      readonly name: string | null
      readonly isConnection: boolean
    }
  /** An actor sent an event to another. */
  | {
      readonly type: 'event'
      readonly at: number
      readonly sessionId: string
      readonly sourceId: string | null
      readonly event: string
    }
  /** An actor processed an event. */
  | {
      readonly type: 'snapshot'
      readonly at: number
      readonly sessionId: string
      readonly event: string
      readonly snapshot: SafeSnapshot
    }

/**
 * Reads a message of `@statelyai/inspect`. Secrets are removed first, whoever sent it. `null` if the message is invalid.
 *
 * @param now - the time of messages without a valid timestamp, in milliseconds since the Unix epoch
 */
export const readInspectionMessage = (message: unknown, now: number): InspectionMessage | null => {
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

/** The status of a connection with this snapshot. */
export const statusOf = ({ status, state }: SafeSnapshot): ConnectionRow['status'] => {
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

/** Stands for a hidden value. */
const UNLISTED = 'unlisted'

/** Stands for the definition of any other machine. */
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

/** The maximum of a `Date`. */
const TIME_MAX_MS = 8.64e15

const timeOf = (createdAt: string | undefined): number | null => {
  const at = createdAt === undefined ? Number.NaN : Number(createdAt)
  return at >= 0 && at <= TIME_MAX_MS ? Math.round(at) : null
}

/** `{ following: 'challenged' }` is `following.challenged`. */
const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  const [[name, child] = ['', '']] = Object.entries(value as Readonly<Record<string, unknown>>)
  return `${name}.${pathOf(child)}`
}
