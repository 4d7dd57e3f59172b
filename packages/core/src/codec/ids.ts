import * as t from 'io-ts'

/**
 * Longest id accepted, in UTF-16 code units.
 *
 * @internal
 */
export const ID_LENGTH_MAX = 200

const isIdCharacter = (code: number): boolean =>
  code > 0x20 &&
  code < 0x7f &&
  code !== 0x23 &&
  code !== 0x25 &&
  code !== 0x27 &&
  code !== 0x2f &&
  code !== 0x3f &&
  code !== 0x5c

/**
 * Whether a string is safe as one segment of a URL path: 1 to 200 visible ASCII characters, none of `# % ' / ? \`, and
 * not `.` or `..`. Any other id from the server could redirect a later request.
 */
const isId = (text: string): boolean => {
  if (text === '' || text === '.' || text === '..' || text.length > ID_LENGTH_MAX) return false
  for (let i = 0; i < text.length; i++) if (!isIdCharacter(text.charCodeAt(i))) return false
  return true
}

export interface UserIdBrand {
  readonly UserId: unique symbol
}
export interface InstitutionIdBrand {
  readonly InstitutionId: unique symbol
}
export interface ConnectionIdBrand {
  readonly ConnectionId: unique symbol
}
export interface JobIdBrand {
  readonly JobId: unique symbol
}
export interface AccountIdBrand {
  readonly AccountId: unique symbol
}
export interface TransactionIdBrand {
  readonly TransactionId: unique symbol
}

const idCodec = <Brand extends { readonly [Name in keyof Brand]: symbol }>(name: Extract<keyof Brand, string>) =>
  t.brand(t.string, (text): text is t.Branded<string, Brand> => isId(text), name)

/** The id of a user of the API. */
export const UserId = idCodec<UserIdBrand>('UserId')
export type UserId = t.TypeOf<typeof UserId>

/**
 * The id of an institution, e.g. `AU00000`.
 *
 * @source Basiq API v2.1, Institutions: two capitals and five digits. Not enforced; only URL safety is.
 */
export const InstitutionId = idCodec<InstitutionIdBrand>('InstitutionId')
export type InstitutionId = t.TypeOf<typeof InstitutionId>

/** The id of a connection: one login at one institution. */
export const ConnectionId = idCodec<ConnectionIdBrand>('ConnectionId')
export type ConnectionId = t.TypeOf<typeof ConnectionId>

/** The id of a job: one attempt to create, refresh or update a connection. */
export const JobId = idCodec<JobIdBrand>('JobId')
export type JobId = t.TypeOf<typeof JobId>

/** The id of an account. */
export const AccountId = idCodec<AccountIdBrand>('AccountId')
export type AccountId = t.TypeOf<typeof AccountId>

/** The id of a transaction; a pending one gets a new id at each refresh. */
export const TransactionId = idCodec<TransactionIdBrand>('TransactionId')
export type TransactionId = t.TypeOf<typeof TransactionId>
