import { isObject, ownMember } from '../codec/strict.ts'
import { actorNames, stateNames } from './chart.ts'
import { UNLISTED } from './listed.ts'
import { safeContext } from './safe-context.ts'

/** What is shown of a snapshot: no input, output or error. */
export interface SafeSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped'
  /** Absent unless the actor is a connection. */
  readonly value?: unknown
  /** The listed members; absent unless the actor is a connection. */
  readonly context?: unknown
}

const STATUSES: readonly unknown[] = ['active', 'done', 'error', 'stopped']

/** Depth of the chart. */
const DEPTH_MAX = 3

const isValue = (u: unknown, depth = 1): boolean => {
  if (typeof u === 'string') return stateNames.has(u)
  if (!isObject(u) || depth === DEPTH_MAX) return false
  const entries = Object.entries(u)
  return entries.length === 1 && entries.every(([name, below]) => stateNames.has(name) && isValue(below, depth + 1))
}

const copyOf = (value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, below]) => [name, copyOf(below)])) : value

/** Reduces a snapshot to what may be shown. Total and idempotent. */
export const safeSnapshot = (u: unknown): SafeSnapshot => {
  const own = (name: string): unknown => (isObject(u) ? ownMember(u, name) : undefined)
  const status = (STATUSES.includes(own('status')) ? own('status') : 'active') as SafeSnapshot['status']
  const value = own('value')
  return isValue(value) ? { status, value: copyOf(value), context: safeContext(own('context')) ?? {} } : { status }
}

/** Names of the events of the machine and its actors, including those that XState derives from actor ids. */
const EVENT_NAMES: ReadonlySet<string> = new Set([
  ...['submit', 'answer', 'cancel', 'jobRead', 'watchFailed', 'outOfTime', 'defect', 'pause', 'resume'],
  ...['xstate.init', 'xstate.stop', 'xstate.promise.resolve', 'xstate.promise.reject'],
  ...[...actorNames].flatMap((name) => [`xstate.done.actor.${name}`, `xstate.error.actor.${name}`]),
])

const nameIn = (names: ReadonlySet<string>, u: unknown): { readonly type: string } => {
  const type = isObject(u) ? ownMember(u, 'type') : undefined
  return { type: typeof type === 'string' && names.has(type) ? type : UNLISTED }
}

/** An event: its name. */
export const safeEvent = (u: unknown): { readonly type: string } => nameIn(EVENT_NAMES, u)

/** XState reports only its own actions. */
const ACTION_NAMES: ReadonlySet<string> = new Set(
  ['raise', 'sendTo', 'sendParent', 'spawnChild', 'stopChild', 'cancel', 'assign', 'emit', 'log'].map(
    (name) => `xstate.${name}`,
  ),
)

/** An action: its name. */
export const safeAction = (u: unknown): { readonly type: string; readonly params: undefined } => ({
  ...nameIn(ACTION_NAMES, u),
  params: undefined,
})

/** The name that XState gives an actor in a system. */
export const safeSessionId = (u: unknown): string => (typeof u === 'string' && /^x:\d{1,15}$/.test(u) ? u : UNLISTED)
