import type { AuthorizationType } from '../codec/authorization-type.ts'
import { CREDENTIAL_FIELDS, type CredentialField, type Credentials } from '../codec/credentials.ts'
import type { UnknownValue } from '../codec/open.ts'

/** The parts of an institution that decide which credentials it requires; any `Institution` fits. */
export interface AuthorizationRequirements {
  readonly authorization: AuthorizationType
  readonly securityCodeCaption: string | null
  readonly secondaryLoginIdCaption: string | null
}

/** The purpose of the credentials. A refresh sends none. */
export type CredentialsPurpose = 'create' | 'update'

/** Whether the bank requires a second factor. */
export type MfaExpectation = 'never' | 'sometimes' | 'always'

const loginFieldsOf = (authorization: AuthorizationType): readonly CredentialField[] | null => {
  switch (authorization) {
    case 'user':
    case 'user-mfa':
    case 'user-mfa-intermittent':
      return ['loginId', 'password']
    case 'token':
    case 'user-token':
      return ['userToken']
    case 'other':
      return null
    default:
      return unrecognised(authorization)
  }
}

const unrecognised = (_: UnknownValue): null => null

/**
 * The required fields, in the order in which a form shows them; `null` if this institution cannot be connected this
 * way.
 *
 * @source Basiq API v2.1, "Create a connection" and "Update a connection": an update takes the password and, where the
 * institution has a caption for them, the security code and the secondary login; the login itself cannot change. No
 * page says how to update a user token, so that is rejected.
 */
export const requiredFields = (
  demand: AuthorizationRequirements,
  purpose: CredentialsPurpose = 'create',
): readonly CredentialField[] | null => {
  const login = loginFieldsOf(demand.authorization)
  if (login === null || (purpose === 'update' && login.includes('userToken'))) return null
  const required = new Set<CredentialField>(purpose === 'update' ? ['password'] : login)
  if (demand.securityCodeCaption !== null) required.add('securityCode')
  if (demand.secondaryLoginIdCaption !== null) required.add('secondaryLoginId')
  return CREDENTIAL_FIELDS.filter((field) => required.has(field))
}

/** The names of the fields that are present and not empty. */
export const givenFields = (credentials: Credentials): readonly CredentialField[] =>
  CREDENTIAL_FIELDS.filter((field) => credentials[field] !== undefined && credentials[field] !== '')

/** The required fields that are not given. */
export const missingFields = (
  required: readonly CredentialField[],
  given: readonly CredentialField[],
): readonly CredentialField[] => required.filter((field) => !given.includes(field))

/** The given fields that the institution would not use: sending them would expose a secret for nothing. */
export const unexpectedFields = (
  required: readonly CredentialField[],
  given: readonly CredentialField[],
): readonly CredentialField[] => given.filter((field) => !required.includes(field))

/** Whether this institution requires a second factor; `never` if it cannot be connected. */
export const mfaExpectation = (authorization: AuthorizationType): MfaExpectation => {
  switch (authorization) {
    case 'user-mfa':
      return 'always'
    case 'user-mfa-intermittent':
      return 'sometimes'
    case 'user':
    case 'token':
    case 'user-token':
    case 'other':
      return 'never'
    default:
      unrecognised(authorization)
      return 'never'
  }
}
