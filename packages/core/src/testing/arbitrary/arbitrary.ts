import * as fc from 'fast-check'
import { AuthorizationType } from '../../codec/authorization-type.ts'
import type { Credentials } from '../../codec/credentials.ts'
import type { Decimal } from '../../codec/decimal.ts'
import type { AccountId, ConnectionId, InstitutionId, JobId, TransactionId, UserId } from '../../codec/ids.ts'
import {
  type AverageStepDurations,
  type Institution,
  InstitutionStage,
  InstitutionStatus,
} from '../../codec/institution.ts'
import type { UnknownValue } from '../../codec/open.ts'

/** Short texts: plain ones, and ones with characters of more than one code unit. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(fc.string({ maxLength: 16 }), fc.string({ unit: 'grapheme', maxLength: 8 }))

export const orNull = <A>(values: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(values, { nil: null })

/** A record with the given members and the prototype of parsed JSON. */
export const record = <A>(model: { readonly [K in keyof A]: fc.Arbitrary<A[K]> }): fc.Arbitrary<A> =>
  fc.record<A>(model as { [K in keyof A]: fc.Arbitrary<A[K]> }, { noNullPrototype: true })

/** Any text that may be an id; usually a UUID, like those of the server. */
const idText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: fc.stringMatching(/^[\w:~$()!*-][\w:.~$()!*-]{0,20}$/) },
  )

/** A user id that fits a path; usually a UUID. */
export const userId = (): fc.Arbitrary<UserId> => idText().map((id) => id as UserId)
/** A connection id that fits a path; usually a UUID. */
export const connectionId = (): fc.Arbitrary<ConnectionId> => idText().map((id) => id as ConnectionId)
/** A job id that fits a path; usually a UUID. */
export const jobId = (): fc.Arbitrary<JobId> => idText().map((id) => id as JobId)
/** An account id that fits a path; usually a UUID. */
export const accountId = (): fc.Arbitrary<AccountId> => idText().map((id) => id as AccountId)
/** A transaction id that fits a path; usually a UUID. */
export const transactionId = (): fc.Arbitrary<TransactionId> => idText().map((id) => id as TransactionId)
/** An institution id: two capital letters and five digits, for example `AU00000`. */
export const institutionId = (): fc.Arbitrary<InstitutionId> =>
  fc.stringMatching(/^[A-Z]{2}\d{5}$/).map((id) => id as InstitutionId)

/** A member of an open enumeration; usually a known one, sometimes an unknown one. */
export const openMember = <Keys extends Readonly<Record<string, null>>>(codec: {
  readonly keys: Keys
}): fc.Arbitrary<Extract<keyof Keys, string> | UnknownValue> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...(Object.keys(codec.keys) as Extract<keyof Keys, string>[])) },
    { weight: 1, arbitrary: unknownValue(codec) },
  )

/** A text that is not a known member of an open enumeration. It may be a member that every object inherits. */
export const unknownValue = (codec: { readonly keys: object }): fc.Arbitrary<UnknownValue> =>
  fc
    .oneof(fc.constantFrom('mfa-challenege', '__proto__', 'constructor', 'toString', ''), fc.string({ maxLength: 12 }))
    .filter((name) => !Object.hasOwn(codec.keys, name))
    .map((name) => name as UnknownValue)

/** Milliseconds since the Unix epoch; usually a whole second of recent years, sometimes any valid time. */
export const instant = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }).map((seconds) => seconds * 1_000) },
    { weight: 1, arbitrary: fc.integer({ min: -8.64e15, max: 8.64e15 }) },
  )

/** Whole milliseconds, from zero to ten minutes. */
export const duration = (): fc.Arbitrary<number> => fc.nat({ max: 600_000 })

/** An amount as the server writes it: decimal digits in a text, with and without a sign and a fraction. */
export const decimal = (): fc.Arbitrary<Decimal> =>
  fc
    .oneof(
      fc.stringMatching(/^-?\d{1,9}\.\d{2}$/),
      fc.stringMatching(/^[+-]?\d{1,30}$/),
      fc.stringMatching(/^-?\.\d{1,3}$/),
    )
    .map((amount) => amount as Decimal)

/** Credentials with any combination of fields; the other fields are absent. */
export const credentials = (): fc.Arbitrary<Credentials> =>
  fc.record(
    { loginId: text(), secondaryLoginId: text(), password: text(), securityCode: text(), userToken: text() },
    { requiredKeys: [], noNullPrototype: true },
  )

const sources = () => orNull(fc.array(fc.constantFrom('web', 'pdf', 'csv', 'open-banking'), { maxLength: 2 }))

const sourcesByName = () =>
  orNull(
    fc.dictionary(fc.constantFrom('accountNo', 'balance', 'name'), sources(), { maxKeys: 3, noNullPrototype: true }),
  )

/** How long each step takes on average, in whole milliseconds; null where the institution does not say. */
export const stepMeans = (): fc.Arbitrary<AverageStepDurations> =>
  record({
    verifyCredentials: orNull(duration()),
    retrieveAccounts: orNull(duration()),
    retrieveTransactions: orNull(duration()),
    retrieveMeta: orNull(duration()),
    total: orNull(duration()),
  })

const caption = () => orNull(fc.string({ minLength: 1, maxLength: 12 }))

/** Any institution: every type of authorization, every stage and status, with and without captions. */
export const institution = (): fc.Arbitrary<Institution> =>
  record<Institution>({
    id: institutionId(),
    name: text(),
    shortName: orNull(text()),
    country: orNull(fc.constantFrom('Australia', 'New Zealand')),
    institutionType: orNull(fc.constantFrom('Bank', 'Test Bank', 'Credit Union')),
    serviceName: orNull(text()),
    serviceType: orNull(fc.constantFrom('Personal Banking', 'Business Banking', 'Test')),
    tier: orNull(fc.constantFrom('1', '2', '3', '4')),
    authorization: openMember(AuthorizationType),
    stage: orNull(openMember(InstitutionStage)),
    status: orNull(openMember(InstitutionStatus)),
    loginIdCaption: caption(),
    passwordCaption: caption(),
    securityCodeCaption: caption(),
    secondaryLoginIdCaption: caption(),
    userTokenCaption: caption(),
    forgottenPasswordUrl: orNull(fc.webUrl()),
    features: orNull(
      record({
        login: sources(),
        mfaChallenge: sources(),
        accounts: sourcesByName(),
        transactions: sourcesByName(),
        profile: sourcesByName(),
      }),
    ),
    stats: orNull(record({ averageDurationMs: orNull(stepMeans()) })),
    logo: orNull(record({ links: orNull(record({ square: orNull(text()), full: orNull(text()) })) })),
  })
