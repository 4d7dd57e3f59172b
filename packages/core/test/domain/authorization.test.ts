import {
  AuthorizationType,
  CREDENTIAL_FIELDS,
  type CredentialField,
  type Credentials,
  givenFields,
  mfaExpectation,
  missingFields,
  requiredFields,
  unexpectedFields,
} from '@bank-connection/core'
import { isKnown } from '@bank-connection/core/codec'
import { describe, expect, test } from 'vitest'
import type { CredentialsPurpose } from '../../src/domain/authorization.ts'

/** Whether an institution accepts a login or a token; neither if it supports no connections. */
const DOORS = [
  ['user', 'login', 'never'],
  ['user-mfa', 'login', 'always'],
  ['user-mfa-intermittent', 'login', 'sometimes'],
  ['token', 'token', 'never'],
  ['user-token', 'token', 'never'],
  ['other', null, 'never'],
  ['openbanking', null, 'never'],
  ['__proto__', null, 'never'],
  ['', null, 'never'],
] as const

type Door = (typeof DOORS)[number][1]

const PURPOSES = ['create', 'update'] as const satisfies readonly CredentialsPurpose[]
const CAPTIONS = [null, 'Caption'] as const

interface Case {
  readonly authorization: string
  readonly door: Door
  readonly purpose: CredentialsPurpose
  readonly securityCodeCaption: string | null
  readonly secondaryLoginIdCaption: string | null
}

const cases: readonly Case[] = DOORS.flatMap(([authorization, door]) =>
  PURPOSES.flatMap((purpose) =>
    CAPTIONS.flatMap((securityCodeCaption) =>
      CAPTIONS.map((secondaryLoginIdCaption) => ({
        authorization,
        door,
        purpose,
        securityCodeCaption,
        secondaryLoginIdCaption,
      })),
    ),
  ),
)

/** The same rule by field; the library implements it by institution. */
const isDemanded: Readonly<Record<CredentialField, (given: Case) => boolean>> = {
  loginId: ({ door, purpose }) => door === 'login' && purpose === 'create',
  secondaryLoginId: ({ secondaryLoginIdCaption }) => secondaryLoginIdCaption === 'Caption',
  password: ({ door }) => door === 'login',
  securityCode: ({ securityCodeCaption }) => securityCodeCaption === 'Caption',
  userToken: ({ door, purpose }) => door === 'token' && purpose === 'create',
}

const ORDER: readonly CredentialField[] = ['loginId', 'secondaryLoginId', 'password', 'securityCode', 'userToken']

const expectedOf = (given: Case): readonly CredentialField[] | null =>
  given.door === null || (given.door === 'token' && given.purpose === 'update')
    ? null
    : ORDER.filter((field) => isDemanded[field](given))

const demandOf = ({ authorization, ...captions }: Case) => ({
  authorization: authorization as AuthorizationType,
  securityCodeCaption: captions.securityCodeCaption,
  secondaryLoginIdCaption: captions.secondaryLoginIdCaption,
})

/** Every combination of the five fields being given, empty or absent. */
const subsets: readonly Credentials[] = Array.from({ length: 3 ** 5 }, (_, number) =>
  Object.fromEntries(
    ORDER.flatMap((field, i) => {
      const state = Math.floor(number / 3 ** i) % 3
      return state === 0 ? [] : [[field, state === 1 ? '' : 'given']]
    }),
  ),
)

describe('requiredFields', () => {
  test.each(cases)(
    'follow from $authorization, on $purpose, with captions $securityCodeCaption and $secondaryLoginIdCaption',
    (given) => {
      expect(requiredFields(demandOf(given), given.purpose)).toStrictEqual(expectedOf(given))
    },
  )

  test('are those of a create if no purpose is given', () => {
    expect(cases.map((given) => requiredFields(demandOf(given)))).toStrictEqual(
      cases.map((given) => expectedOf({ ...given, purpose: 'create' })),
    )
  })
})

describe('over all credentials and all requirements', () => {
  const demands = cases.map(expectedOf).filter((fields) => fields !== null)

  const pairs = demands.flatMap((required) => subsets.map((credentials) => ({ required, credentials })))

  test('those that are missing are required and not given', () => {
    const missing = pairs.map(({ required, credentials }) => missingFields(required, givenFields(credentials)))
    expect(missing).toStrictEqual(
      pairs.map(({ required, credentials }) =>
        ORDER.filter((field) => required.includes(field) && !credentials[field]),
      ),
    )
  })

  test('those that are unexpected are given and not required', () => {
    const unexpected = pairs.map(({ required, credentials }) => unexpectedFields(required, givenFields(credentials)))
    expect(unexpected).toStrictEqual(
      pairs.map(({ required, credentials }) =>
        ORDER.filter((field) => !required.includes(field) && credentials[field] === 'given'),
      ),
    )
  })

  test('some fit, some lack a field, some have an unexpected one, some both', () => {
    const kinds = new Set(
      pairs.map(({ required, credentials }) => {
        const given = givenFields(credentials)
        return `${missingFields(required, given).length > 0}-${unexpectedFields(required, given).length > 0}`
      }),
    )
    expect([...kinds].sort()).toStrictEqual(['false-false', 'false-true', 'true-false', 'true-true'])
  })
})

test('givenFields lists the fields given, in the order of a form, without their values', () => {
  const credentials = { userToken: 'secret', password: 'secret', loginId: '', securityCode: undefined }
  expect(givenFields(credentials as unknown as Credentials)).toStrictEqual(['password', 'userToken'])
})

test('the order of a form is that of the table above', () => {
  expect(CREDENTIAL_FIELDS).toStrictEqual(ORDER)
})

test('exactly the documented types are known', () => {
  const known = DOORS.filter(([type]) => isKnown(AuthorizationType, type)).map(([type]) => type)
  expect(known.sort()).toStrictEqual(['other', 'token', 'user', 'user-mfa', 'user-mfa-intermittent', 'user-token'])
})

test.each(DOORS)(
  'an institution of type %j with login fields %j requires a second factor: %s',
  (type, _, expectation) => {
    expect(mfaExpectation(type as AuthorizationType)).toBe(expectation)
  },
)
