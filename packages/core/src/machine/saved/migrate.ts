import { isObject, ownMember } from '../../codec/strict.ts'
import { pointOf } from '../resume-point.ts'

/** Migrates a saved connection from one version to the next; returns any other version unchanged. */
type Migration = (saved: object) => object

/**
 * From a snapshot persisted by XState, the format before saved connections had their own: its context is the memory. A
 * malformed response had no reason then; it was always `shape` or `status`.
 */
const fromSnapshot: Migration = (saved) => {
  const at = pointOf(ownMember(saved, 'value'))
  const context = ownMember(saved, 'context')
  if (at === null || !isObject(context)) return saved
  return {
    machine: 'connection',
    version: 1,
    savedAt: ownMember(context, 'requestedAt'),
    at,
    memory: {
      ...context,
      intent: asOneMember(ownMember(context, 'intent')),
      rejection: withReason(ownMember(context, 'rejection')),
      failure: withReason(ownMember(context, 'failure')),
    },
  }
}

/** `{ type: 'create', institutionId }` as `{ create: institutionId }`. */
const asOneMember = (intent: unknown): unknown => {
  if (!isObject(intent)) return intent
  const { type, ...ids } = intent as Readonly<Record<string, unknown>>
  return { [String(type)]: Object.values(ids)[0] }
}

const withReason = (failure: unknown): unknown => {
  if (!isObject(failure)) return failure
  const lookup = ownMember(failure, 'lookup')
  if (lookup !== undefined) return { ...failure, lookup: withReason(lookup) }
  return ownMember(failure, '_tag') === 'MalformedResponse' ? { reason: 'shape', ...failure } : failure
}

/** By the version they start from; version 0 had no number. */
const MIGRATIONS: readonly Migration[] = [fromSnapshot]

const versionOf = (saved: object): number => {
  if (ownMember(saved, 'machine') !== undefined) return Number(ownMember(saved, 'version'))
  return 0
}

/** Migrates a saved connection to the current version. Total; unreadable input is returned unchanged. */
export const migrate = (saved: unknown): unknown =>
  isObject(saved)
    ? MIGRATIONS.slice(Math.max(0, versionOf(saved) || 0)).reduce((older, next) => next(older), saved)
    : saved
