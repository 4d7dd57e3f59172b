import { isObject, ownMember } from '../../codec/strict.ts'
import { pointOf } from '../resume-point.ts'

/** What makes a saved connection of one version one of the next. Given back as it is when it is not of that version. */
type Migration = (saved: object) => object

/**
 * From the snapshot that XState itself persists, which is what there was before connections were saved in a form of their
 * own: its context is the memory. A malformed answer had no reason then; it was always one of shape or status.
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

/** In the order of the versions that they begin from: 0 had neither a name nor a number. */
const MIGRATIONS: readonly Migration[] = [fromSnapshot]

const versionOf = (saved: object): number => {
  if (ownMember(saved, 'machine') !== undefined) return Number(ownMember(saved, 'version'))
  return 0
}

/** What was saved, as the version that is written now would have saved it. Total; what cannot be read is given back. */
export const migrate = (saved: unknown): unknown =>
  isObject(saved)
    ? MIGRATIONS.slice(Math.max(0, versionOf(saved) || 0)).reduce((older, next) => next(older), saved)
    : saved
