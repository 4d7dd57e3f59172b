import * as t from 'io-ts'
import { AuthorizationType } from './authorization-type.ts'
import { InstitutionId } from './ids.ts'
import { DurationMs } from './instant.ts'
import { arrayOf } from './list.ts'
import { blankable, nullable, tolerant } from './nullable.ts'
import { openKeyof, openRecord } from './open.ts'
import { strict } from './strict.ts'

/**
 * How far the connection to the institution is developed.
 *
 * @source Basiq API v2.1, Institutions: `alpha` ones are login shells, not for users
 */
export const InstitutionStage = openKeyof({ live: null, beta: null, alpha: null }, 'InstitutionStage')
export type InstitutionStage = t.TypeOf<typeof InstitutionStage>

/**
 * How well the institution works now.
 *
 * @source Basiq API v2.1, Institutions: only `major-outage` stops connections; `under-maintenance` does not
 */
export const InstitutionStatus = openKeyof(
  {
    operational: null,
    'under-maintenance': null,
    'degraded-performance': null,
    'partial-outage': null,
    'major-outage': null,
  },
  'InstitutionStatus',
)
export type InstitutionStatus = t.TypeOf<typeof InstitutionStatus>

/** Average duration of each step over the last seven days, in milliseconds; `null` where unknown. */
export const AverageStepDurations = strict(
  {
    verifyCredentials: tolerant(DurationMs),
    retrieveAccounts: tolerant(DurationMs),
    retrieveTransactions: tolerant(DurationMs),
    retrieveMeta: tolerant(DurationMs),
    total: tolerant(DurationMs),
  },
  'AverageStepDurations',
)
export type AverageStepDurations = t.TypeOf<typeof AverageStepDurations>

const Sources = nullable(arrayOf(t.string))

const Features = strict(
  {
    login: Sources,
    mfaChallenge: Sources,
    accounts: nullable(openRecord(Sources, 'FeatureSources')),
    transactions: nullable(openRecord(Sources, 'FeatureSources')),
    profile: nullable(openRecord(Sources, 'FeatureSources')),
  },
  'Features',
)

const Stats = strict({ averageDurationMs: nullable(AverageStepDurations) }, 'Stats')

const LogoLinks = strict({ square: nullable(t.string), full: nullable(t.string) }, 'LogoLinks')

const Logo = strict({ links: nullable(LogoLinks) }, 'Logo')

/**
 * A bank, or another institution with accounts. A caption means that its field is required; an empty caption counts as
 * absent. Members for display only (`features`, `stats`, `logo`) are `null` if they have an unexpected shape.
 *
 * @source Basiq API v2.1, GET /institutions/{institutionId}; `tier` is a string of one digit; `stats` is optional,
 * though one revision of the OpenAPI file requires it
 */
export const Institution = strict(
  {
    id: InstitutionId,
    name: t.string,
    shortName: nullable(t.string),
    country: nullable(t.string),
    institutionType: nullable(t.string),
    serviceName: nullable(t.string),
    serviceType: nullable(t.string),
    tier: nullable(t.string),
    authorization: AuthorizationType,
    stage: nullable(InstitutionStage),
    status: nullable(InstitutionStatus),
    loginIdCaption: blankable(t.string),
    passwordCaption: blankable(t.string),
    securityCodeCaption: blankable(t.string),
    secondaryLoginIdCaption: blankable(t.string),
    userTokenCaption: blankable(t.string),
    forgottenPasswordUrl: nullable(t.string),
    features: tolerant(Features),
    stats: tolerant(Stats),
    logo: tolerant(Logo),
  },
  'Institution',
)
export type Institution = t.TypeOf<typeof Institution>

/** A reference to an institution. */
export const InstitutionRef = strict({ id: InstitutionId }, 'InstitutionRef')
