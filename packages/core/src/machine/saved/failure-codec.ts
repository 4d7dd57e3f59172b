import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { AuthorizationType } from '../../codec/authorization-type.ts'
import { CREDENTIAL_FIELDS, type CredentialField } from '../../codec/credentials.ts'
import { ConnectionId, JobId } from '../../codec/ids.ts'
import { StepTitle } from '../../codec/job.ts'
import { arrayOf } from '../../codec/list.ts'
import { nullable } from '../../codec/nullable.ts'
import { isObject, ownMember, strict } from '../../codec/strict.ts'
import type { ConnectionFailure } from '../../failure/connection-failure.ts'
import type { MalformedReason, PortError, TokenUnavailable, Unreachable } from '../../failure/port-error.ts'
import type { Intent, Rejection } from '../context.ts'
import { Time, WholeNumber } from './number-codec.ts'

type Keys<K extends string> = { readonly [Name in K]: null }

const words = <K extends string>(keys: Keys<K>, name: string) => t.keyof(keys, name)

const Reason = words<Unreachable['reason']>(
  { offline: null, timeout: null, cancelled: null, untrusted: null, busy: null },
  'Unreachable.reason',
)
const Delivered = words<Unreachable['delivered']>({ no: null, unknown: null }, 'Unreachable.delivered')

const MalformationWord = words<MalformedReason>(
  {
    shape: null,
    status: null,
    redirect: null,
    empty: null,
    truncated: null,
    contentType: null,
    encoding: null,
    notJson: null,
    tooLarge: null,
    tooDeep: null,
    notHttp: null,
  },
  'MalformedReason',
)

const TokenReason = words<TokenUnavailable['reason']>(
  {
    keyRejected: null,
    accountDisabled: null,
    throttled: null,
    refused: null,
    malformed: null,
    provider: null,
  },
  'TokenUnavailable.reason',
)

const Field = words<CredentialField>(
  Object.fromEntries(CREDENTIAL_FIELDS.map((field) => [field, null])) as Keys<CredentialField>,
  'CredentialField',
)

/** The type of an intent. */
export const IntentType = words<Intent['type']>(
  { create: null, refresh: null, update: null, follow: null },
  'Intent.type',
)

const text = t.string
const textOrNull = nullable(t.string)

type Members<A> = Omit<A, '_tag'>
type Codecs<Failure extends { readonly _tag: string }> = {
  readonly [Tag in Failure['_tag']]: t.Type<Members<Extract<Failure, { readonly _tag: Tag }>>, unknown>
}

/** A codec of a tagged union. A tag without a codec breaks the build. */
const tagged = <Failure extends { readonly _tag: string }>(
  codecs: Codecs<Failure>,
  name: string,
): t.Type<Failure, unknown> => {
  const codecOf = (tag: unknown): t.Type<object, unknown> | null =>
    typeof tag === 'string' && Object.hasOwn(codecs, tag)
      ? (codecs[tag as Failure['_tag']] as unknown as t.Type<object, unknown>)
      : null
  return new t.Type<Failure, unknown>(
    name,
    (u): u is Failure => isObject(u) && codecOf(ownMember(u, '_tag'))?.is(u) === true,
    (u, context) => {
      const tag = isObject(u) ? ownMember(u, '_tag') : null
      const codec = codecOf(tag)
      if (codec === null) return t.failure(u, [...context, { key: '_tag', type: t.string, actual: tag }])
      return E.map((members: object) => ({ _tag: tag, ...members }) as unknown as Failure)(codec.validate(u, context))
    },
    (failure) => ({ _tag: failure._tag, ...(codecOf(failure._tag)?.encode(failure) as object) }),
  )
}

const portErrors: Codecs<PortError> = {
  Unreachable: strict({ reason: Reason, delivered: Delivered }, 'Unreachable'),
  MalformedResponse: strict(
    { reason: MalformationWord, expected: text, paths: arrayOf(t.string) },
    'MalformedResponse',
  ),
  Refused: strict({ status: WholeNumber, code: text, detail: textOrNull, correlationId: textOrNull }, 'Refused'),
  TokenUnavailable: strict(
    { reason: TokenReason, status: nullable(WholeNumber), detail: textOrNull, correlationId: textOrNull },
    'TokenUnavailable',
  ),
}

const rejections: Codecs<Rejection> = {
  ...portErrors,
  StepFailed: strict(
    { jobId: JobId, connectionId: nullable(ConnectionId), step: StepTitle, code: text, detail: textOrNull },
    'StepFailed',
  ),
}

/** Why credentials or answers are asked for again. */
export const RejectionCodec = tagged<Rejection>(rejections, 'Rejection')

/** The failure that ended a connection. */
export const FailureCodec = tagged<ConnectionFailure>(
  {
    ...rejections,
    CredentialsIncomplete: strict({ missing: arrayOf(Field), unexpected: arrayOf(Field) }, 'CredentialsIncomplete'),
    AuthorizationUnsupported: strict(
      { authorization: AuthorizationType, intent: IntentType },
      'AuthorizationUnsupported',
    ),
    ChallengeExpired: strict({ jobId: JobId, expiredAt: Time }, 'ChallengeExpired'),
    ChallengeUnanswered: strict({ jobId: JobId }, 'ChallengeUnanswered'),
    AnswersRefused: strict({ jobId: JobId, attempts: WholeNumber }, 'AnswersRefused'),
    JobTimedOut: strict({ jobId: JobId, deadlineAt: Time }, 'JobTimedOut'),
    OutcomeUnknown: strict({ lookup: tagged<PortError>(portErrors, 'PortError') }, 'OutcomeUnknown'),
    InputInvalid: strict({ fields: arrayOf(t.string), remedy: text }, 'InputInvalid'),
    Cancelled: strict({ jobId: nullable(JobId), mayHaveStarted: t.boolean }, 'Cancelled'),
    Defect: strict({ operation: text }, 'Defect'),
  },
  'ConnectionFailure',
)
