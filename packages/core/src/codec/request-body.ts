import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { CREDENTIAL_FIELDS, type CredentialField, Credentials } from './credentials.ts'
import type { InstitutionId } from './ids.ts'
import { InstitutionRef } from './institution.ts'
import { arrayOf } from './list.ts'
import { blankable } from './nullable.ts'
import { isObject, strict } from './strict.ts'

/** Reads the members that are non-empty strings. */
export const givenMembers = <Name extends string>(
  members: { readonly [K in Name]?: string | null | undefined },
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> => {
  const given: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const text = members[name]
    if (typeof text === 'string' && text !== '') given[name] = text
  }
  return given
}

/** Input for creating a connection. */
export interface NewConnection {
  readonly institutionId: InstitutionId
  readonly credentials: Credentials
}

const text = blankable(t.string)
const credentialMembers = { loginId: text, secondaryLoginId: text, password: text, securityCode: text, userToken: text }

const WireNewConnection = strict({ ...credentialMembers, institution: InstitutionRef }, 'NewConnection')

/**
 * The body that creates a connection; absent, `null` and empty credentials are left out.
 *
 * @source Basiq API v2.1, POST /users/{userId}/connections; `userToken` is on the page, not in the OpenAPI file
 */
export const NewConnection = new t.Type<NewConnection, object>(
  'NewConnection',
  (u): u is NewConnection => isObject(u) && 'institutionId' in u && 'credentials' in u && Credentials.is(u.credentials),
  (u, context) =>
    F.pipe(
      WireNewConnection.validate(u, context),
      E.map(({ institution, ...credentials }) => ({
        institutionId: institution.id,
        credentials: givenMembers(credentials, CREDENTIAL_FIELDS),
      })),
    ),
  ({ institutionId, credentials }) => ({
    ...givenMembers(credentials, CREDENTIAL_FIELDS),
    institution: { id: institutionId },
  }),
)

const UPDATE_FIELDS = ['password', 'securityCode', 'secondaryLoginId'] as const satisfies readonly CredentialField[]

const WireUpdate = strict({ password: t.string, securityCode: text, secondaryLoginId: text }, 'ConnectionUpdate')

/**
 * The body that updates the credentials of a connection: the password, and what the institution requires beside it.
 * Other members are ignored.
 *
 * @source Basiq API v2.1, POST /users/{userId}/connections/{connectionId}
 */
export const ConnectionUpdate = new t.Type<Credentials, object>(
  'ConnectionUpdate',
  Credentials.is,
  (u, context) =>
    F.pipe(
      WireUpdate.validate(u, context),
      E.map((members) => givenMembers(members, UPDATE_FIELDS)),
    ),
  (credentials) => givenMembers(credentials, UPDATE_FIELDS),
)

const Answers = arrayOf(t.string)

const WireAnswers = strict({ 'mfa-response': Answers }, 'MfaAnswers')

/**
 * The body that answers a challenge: the answers, in the order of the prompts.
 *
 * @source Basiq API v2.1, POST /jobs/{jobId}/mfa
 */
export const MfaAnswers = new t.Type<readonly string[], object>(
  'MfaAnswers',
  Answers.is,
  (u, context) =>
    F.pipe(
      WireAnswers.validate(u, context),
      E.map((body) => body['mfa-response']),
    ),
  (answers) => ({ 'mfa-response': answers }),
)
