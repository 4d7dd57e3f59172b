import { either as E } from 'fp-ts'
import { ConnectionId, InstitutionId, JobId, UserId } from '../codec/ids.ts'
import { Institution } from '../codec/institution.ts'
import { profileOf } from '../domain/institution-profile.ts'
import type { InputInvalid } from '../failure/connection-failure.ts'
import type { ConnectionInput, Intent } from '../machine/context.ts'
import { defaultLimits, type Limits } from '../machine/limits.ts'

interface RequestBase {
  readonly userId: string
  /** Absent limits have their defaults. */
  readonly limits?: Partial<Limits>
}

/** Create a connection, by the id of an institution or by the institution itself, which saves a request. */
export type CreateRequest = RequestBase & { readonly intent?: 'create' } & (
    | { readonly institutionId: string; readonly institution?: never }
    | { readonly institution: Institution; readonly institutionId?: never }
  )

/** Fetch new data with the stored credentials. If the bank rejects them, others are asked for. */
export interface RefreshRequest extends RequestBase {
  readonly intent: 'refresh'
  readonly connectionId: string
}

/** Update the password of a connection. */
export interface UpdateRequest extends RequestBase {
  readonly intent: 'update'
  readonly connectionId: string
}

/** Continue a job that was started elsewhere. */
export interface FollowRequest extends RequestBase {
  readonly intent: 'follow'
  readonly jobId: string
}

/** What a connection is to do. Ids are plain strings, validated before anything is sent. */
export type ConnectionRequest = CreateRequest | RefreshRequest | UpdateRequest | FollowRequest

/** @param fields - names of the invalid members */
export const inputInvalid = (fields: readonly string[], remedy: string): InputInvalid => ({
  _tag: 'InputInvalid',
  fields,
  remedy,
})

const ID_REMEDY = 'give an id of 1 to 200 visible ASCII characters, as the server gave it'

const intentOf = (request: ConnectionRequest): E.Either<InputInvalid, Intent> => {
  switch (request.intent) {
    case undefined:
    case 'create': {
      const institutionId = request.institution?.id ?? request.institutionId
      return InstitutionId.is(institutionId)
        ? E.right({ type: 'create', institutionId })
        : E.left(inputInvalid(['institutionId'], ID_REMEDY))
    }
    case 'refresh':
    case 'update':
      return ConnectionId.is(request.connectionId)
        ? E.right({ type: request.intent, connectionId: request.connectionId })
        : E.left(inputInvalid(['connectionId'], ID_REMEDY))
    case 'follow':
      return JobId.is(request.jobId)
        ? E.right({ type: 'follow', jobId: request.jobId })
        : E.left(inputInvalid(['jobId'], ID_REMEDY))
    default:
      return E.left(inputInvalid(['intent'], 'give create, refresh, update or follow'))
  }
}

/** Longest duration of a limit, in milliseconds: a year. */
const LIMIT_MAX_MS = 365 * 86_400_000

/** Counts are 1 to 100, durations one second to one year, so that no loop is tight and every date can be formatted. */
const isLimit = (name: string, value: unknown): boolean =>
  Object.hasOwn(defaultLimits, name) &&
  Number.isSafeInteger(value) &&
  (name.endsWith('Ms')
    ? Number(value) >= 1_000 && Number(value) <= LIMIT_MAX_MS
    : Number(value) >= 1 && Number(value) <= 100)

/**
 * Validates a request.
 *
 * @param at - now, in milliseconds since the Unix epoch
 */
export const connectionInput = (request: ConnectionRequest, at: number): E.Either<InputInvalid, ConnectionInput> => {
  if (typeof request !== 'object' || request === null)
    return E.left(inputInvalid(['request'], 'give an object with userId and what to connect'))
  const { userId } = request
  const limits = request.limits ?? {}
  if (!UserId.is(userId)) return E.left(inputInvalid(['userId'], ID_REMEDY))
  const wrong = Object.entries(limits).filter(([name, value]) => !isLimit(name, value))
  if (wrong.length > 0)
    return E.left(
      inputInvalid(
        wrong.map(([name]) => `limits.${name}`),
        'give a known limit: a whole number of milliseconds from 1,000 to a year, or a count of 1 to 100',
      ),
    )
  const institution = 'institution' in request ? request.institution : undefined
  if (institution !== undefined && !Institution.is(institution))
    return E.left(inputInvalid(['institution'], 'give an institution as getInstitution or listInstitutions reads it'))
  return E.map((intent: Intent) => ({
    userId,
    intent,
    at,
    limits,
    ...(institution === undefined ? {} : { institution: profileOf(institution) }),
  }))(intentOf(request))
}
