import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { AuthorizationType } from '../../codec/authorization-type.ts'
import { ConnectionId, InstitutionId, JobId, UserId } from '../../codec/ids.ts'
import { AverageStepDurations } from '../../codec/institution.ts'
import { ChallengeMethod, StepStatus, StepTitle } from '../../codec/job.ts'
import { arrayOf } from '../../codec/list.ts'
import { nullable } from '../../codec/nullable.ts'
import { isObject, ownMember, strict } from '../../codec/strict.ts'
import type { StepProgress } from '../../domain/progress.ts'
import type { Anomaly, Intent, JobOrigin, Memory } from '../context.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { FailureCodec, IntentType, RejectionCodec } from './failure-codec.ts'
import { Time, WholeNumber } from './number-codec.ts'

const text = nullable(t.string)

/** A member that is omitted if it has its default. */
const usually = <A>(codec: t.Type<A, unknown>, usual: A): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    codec.name,
    codec.is,
    (u, context) => (u === undefined || u === null ? t.success(usual) : codec.validate(u, context)),
    (value) => (JSON.stringify(value) === JSON.stringify(usual) ? null : codec.encode(value)),
  )

/** The id of each type of intent. */
const INTENT_IDS = { create: InstitutionId, refresh: ConnectionId, update: ConnectionId, follow: JobId } as const

const intentOf = (type: Intent['type'], id: string): Intent => {
  switch (type) {
    case 'create':
      return { type, institutionId: id as InstitutionId }
    case 'refresh':
    case 'update':
      return { type, connectionId: id as ConnectionId }
    case 'follow':
      return { type, jobId: id as JobId }
  }
}

const idIn = (intent: Intent): string => {
  switch (intent.type) {
    case 'create':
      return intent.institutionId
    case 'refresh':
    case 'update':
      return intent.connectionId
    case 'follow':
      return intent.jobId
  }
}

/** An intent as one member: `{ "create": "AU00002" }`. */
const IntentCodec = new t.Type<Intent, unknown>(
  'Intent',
  (u): u is Intent => isObject(u) && IntentType.is(ownMember(u, 'type')),
  (u, context) => {
    const [[type, id] = [], other] = isObject(u) ? Object.entries(u) : []
    return other === undefined && IntentType.is(type) && INTENT_IDS[type].is(id)
      ? t.success(intentOf(type, id))
      : t.failure(u, context)
  },
  (intent) => ({ [intent.type]: idIn(intent) }),
)

const AVERAGES = ['verifyCredentials', 'retrieveAccounts', 'retrieveTransactions', 'retrieveMeta', 'total'] as const

/** Averages as an array, without names. */
const AverageDurationsCodec = new t.Type<AverageStepDurations, unknown>(
  'AverageStepDurations',
  AverageStepDurations.is,
  (u, context) =>
    AverageStepDurations.validate(
      Array.isArray(u) ? Object.fromEntries(AVERAGES.map((name, i) => [name, u[i]])) : u,
      context,
    ),
  (averages) => AVERAGES.map((name) => averages[name]),
)

const InstitutionCodec = strict(
  {
    id: InstitutionId,
    name: t.string,
    authorization: AuthorizationType,
    loginIdCaption: text,
    secondaryLoginIdCaption: text,
    passwordCaption: text,
    securityCodeCaption: text,
    userTokenCaption: text,
    averages: nullable(AverageDurationsCodec),
  },
  'InstitutionProfile',
)

const ChallengeCodec = strict(
  {
    method: ChallengeMethod,
    description: text,
    prompts: arrayOf(t.string),
    since: Time,
    expiresAt: Time,
    round: usually(WholeNumber, 1),
  },
  'Challenge',
)

const StepWire = t.tuple([StepTitle, StepStatus, Time], 'StepProgress')
const StepMembers = strict({ title: StepTitle, status: StepStatus, since: Time }, 'StepProgress')

/** A step as an array, without names, to save space. */
const StepCodec = new t.Type<StepProgress, unknown>(
  'StepProgress',
  StepMembers.is,
  (u, context) => {
    // Snapshots persisted by XState have the names.
    if (!Array.isArray(u)) return StepMembers.validate(u, context)
    return E.map(([title, status, since]: t.TypeOf<typeof StepWire>) => ({ title, status, since }))(
      StepWire.validate(u, context),
    )
  },
  ({ title, status, since }) => [title, status, since],
)

const OriginCodec = t.keyof(
  { created: null, alreadyRunning: null, adopted: null, followed: null } satisfies Readonly<Record<JobOrigin, null>>,
  'Origin',
)

const AnomalyCodec = t.keyof(
  {
    'challenge-unexpected': null,
    'challenge-absent': null,
    'step-regressed': null,
    'value-unrecognised': null,
  } satisfies Readonly<Record<Anomaly, null>>,
  'Anomaly',
)

const GivenLimits = strict(
  {
    attemptsMax: nullable(WholeNumber),
    answersMax: nullable(WholeNumber),
    jobTimeoutMs: nullable(WholeNumber),
    stallTimeoutMs: nullable(WholeNumber),
    challengeMinMs: nullable(WholeNumber),
    challengeDefaultMs: nullable(WholeNumber),
  } satisfies Readonly<Record<keyof Limits, t.Mixed>>,
  'Limits',
)

/** Limits; defaults are omitted. */
const LimitsCodec = new t.Type<Limits, unknown>(
  'Limits',
  (u): u is Limits => GivenLimits.is(u),
  (u, context) =>
    E.map((given: t.TypeOf<typeof GivenLimits>) => ({ ...defaultLimits, ...(withoutNulls(given) as Partial<Limits>) }))(
      GivenLimits.validate(u, context),
    ),
  (limits) =>
    Object.fromEntries(Object.entries(limits).filter(([name, value]) => value !== defaultLimits[name as keyof Limits])),
)

/** Null and empty members are omitted, to save space. */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, withoutNulls(member)]])),
  )
}

/** The content of a saved connection. */
export const MemoryCodec = strict(
  {
    userId: UserId,
    intent: IntentCodec,
    request: usually(t.keyof({ create: null, refresh: null, update: null }, 'Request'), 'create'),
    limits: usually(LimitsCodec, defaultLimits),
    institution: nullable(InstitutionCodec),
    connectionId: nullable(ConnectionId),
    jobId: nullable(JobId),
    previousJobIds: usually(arrayOf(JobId), []),
    origin: nullable(OriginCodec),
    requestedAt: Time,
    deadlineAt: nullable(Time),
    attempts: usually(WholeNumber, 0),
    rejection: nullable(RejectionCodec),
    challenge: nullable(ChallengeCodec),
    answersSent: usually(WholeNumber, 0),
    steps: usually(arrayOf(StepCodec), []),
    anomalies: usually(arrayOf(AnomalyCodec), []),
    failure: nullable(FailureCodec),
  } satisfies { readonly [Name in keyof Memory]: t.Type<Memory[Name], unknown> },
  'Memory',
)
