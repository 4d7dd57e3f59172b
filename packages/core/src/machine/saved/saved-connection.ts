import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { isObject, ownMember, strict } from '../../codec/strict.ts'
import type { MalformedResponse } from '../../failure/port-error.ts'
import type { NotRestored } from '../../failure/store-failure.ts'
import { decodeWith } from '../../protocol/decode.ts'
import type { ConnectionInput, Memory, ResumePoint } from '../context.ts'
import { requiredFieldsOf } from '../guards.ts'
import { pointOf, RESUME_POINTS } from '../resume-point.ts'
import type { ConnectionSnapshot } from '../view.ts'
import { MemoryCodec, withoutNulls } from './memory-codec.ts'
import { migrate } from './migrate.ts'
import { Time, WholeNumber } from './number-codec.ts'

/** The version that this library writes. It also reads all earlier ones. */
export const SAVED_VERSION = 1

/**
 * A connection as saved: JSON without secrets, at most 1 KB while its job runs unless the bank's own texts are long.
 * Members may change with the version: read it with `restoreConnection` only.
 */
export interface SavedConnection {
  readonly machine: 'connection'
  readonly version: typeof SAVED_VERSION
  /** When it was saved, in milliseconds since the Unix epoch. */
  readonly savedAt: number
  /** Where it was: a state of the machine, or a stage of the job. */
  readonly at: ResumePoint
  /** What it remembers. */
  readonly memory: unknown
}

/** Saves a snapshot. Credentials and answers are not in it and cannot be written. */
export const savedFrom = (
  { value, context }: Pick<ConnectionSnapshot, 'value' | 'context'>,
  savedAt: number,
): SavedConnection => ({
  machine: 'connection',
  version: SAVED_VERSION,
  savedAt,
  at: pointOf(value) ?? 'preparing',
  memory: withoutNulls(MemoryCodec.encode(context)),
})

const Envelope = strict(
  { version: WholeNumber, savedAt: Time, at: t.keyof(RESUME_POINTS, 'ResumePoint'), memory: MemoryCodec },
  'SavedConnection',
)

const notRestored = (
  reason: NotRestored['reason'],
  version: number | null = null,
  paths: readonly string[] = [],
): NotRestored => ({ _tag: 'NotRestored', reason, version, paths })

/** Reads a connection saved by this version or an earlier one, or returns why it cannot. Total. */
export const readSaved = (saved: unknown): E.Either<NotRestored, NonNullable<ConnectionInput['resume']>> => {
  const current = migrate(saved)
  if (!isObject(current) || ownMember(current, 'machine') !== 'connection') return E.left(notRestored('foreign'))
  const version = ownMember(current, 'version')
  if (WholeNumber.is(version) && version > SAVED_VERSION) return E.left(notRestored('newer', version))
  return F.pipe(
    decodeWith(Envelope)(current),
    E.mapLeft(({ paths }: MalformedResponse) =>
      notRestored('corrupt', WholeNumber.is(version) ? version : null, paths),
    ),
    E.chain(({ at, memory }) => {
      const missing = lacking(at, memory)
      return missing.length === 0
        ? E.right({ at, memory })
        : E.left(
            notRestored(
              'corrupt',
              SAVED_VERSION,
              missing.map((name) => `/memory/${name}`),
            ),
          )
    }),
  )
}

/** The members missing to resume from that point: an incomplete connection would never end. */
const lacking = (at: ResumePoint, memory: Memory): readonly (keyof Memory)[] => {
  const needed = [...neededByIntent(memory), ...neededAt(at)]
  const absent = needed.filter((name) => memory[name] === null)
  return absent.length > 0 ? absent : contradicting(at, memory)
}

const neededByIntent = ({ intent }: Memory): readonly (keyof Memory)[] => {
  switch (intent.type) {
    case 'create':
      return []
    case 'refresh':
    case 'update':
      return ['connectionId']
    case 'follow':
      return ['jobId']
  }
}

/** Members that contradict others: a different request would be sent, or credentials to another bank. */
const contradicting = (at: ResumePoint, memory: Memory): readonly (keyof Memory)[] => {
  const { intent, request, institution, connectionId } = memory
  const isForm = at === 'collecting' || at === 'creating' || at === 'reconciling'
  const requests = { create: ['create'], follow: ['create'], update: ['update'], refresh: ['refresh', 'update'] }
  if (!requests[intent.type].includes(request) || (at === 'collecting' && request === 'refresh')) return ['request']
  if (intent.type === 'create' && institution !== null && institution.id !== intent.institutionId)
    return ['institution']
  if ('connectionId' in intent && connectionId !== intent.connectionId) return ['connectionId']
  return isForm && request !== 'refresh' && requiredFieldsOf(memory) === null ? ['institution'] : []
}

const JOB = ['jobId', 'origin', 'deadlineAt'] as const

const neededAt = (at: ResumePoint): readonly (keyof Memory)[] => {
  switch (at) {
    case 'preparing':
      return []
    case 'collecting':
    case 'creating':
    case 'reconciling':
      return ['institution']
    case 'verifying':
    case 'verifyingAnswer':
    case 'retrievingAccounts':
    case 'retrievingTransactions':
    case 'parked':
      return JOB
    case 'challenged':
    case 'answering':
      return [...JOB, 'challenge']
    case 'connected':
      return ['jobId', 'origin', 'connectionId']
    case 'failed':
    case 'cancelled':
    case 'broken':
      return ['failure']
  }
}
