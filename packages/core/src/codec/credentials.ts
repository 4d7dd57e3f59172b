import * as t from 'io-ts'

/** The credential fields of the API, in the order in which a form shows them. */
export const CREDENTIAL_FIELDS = ['loginId', 'secondaryLoginId', 'password', 'securityCode', 'userToken'] as const

/** The name of a credential field. */
export type CredentialField = (typeof CREDENTIAL_FIELDS)[number]

/**
 * What a user logs in with. Which members are required depends on the institution: see `requiredFields`. An absent and
 * an empty member both mean "not given".
 *
 * @source Basiq API v2.1, POST /users/{userId}/connections; `userToken` is on the page, not in the OpenAPI file
 */
export const Credentials = t.exact(
  t.partial({
    loginId: t.string,
    secondaryLoginId: t.string,
    password: t.string,
    securityCode: t.string,
    userToken: t.string,
  }),
  'Credentials',
)
export type Credentials = Readonly<t.TypeOf<typeof Credentials>>
