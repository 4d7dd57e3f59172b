import * as fc from 'fast-check'
import {
  type Account,
  type AccountClass,
  AccountClassType,
  AccountStatus,
  type AccountSummary,
} from '../../codec/account.ts'
import { type Connection, ConnectionStatus, type Profile } from '../../codec/connection.ts'
import { type ErrorBody, ErrorCode, type ErrorItem } from '../../codec/error-body.ts'
import {
  Direction,
  type Enrichment,
  type Transaction,
  TransactionClass,
  type TransactionPage,
  TransactionStatus,
} from '../../codec/transaction.ts'
import type { NewUser, User } from '../../codec/user.ts'
import {
  accountId,
  connectionId,
  decimal,
  instant,
  institutionId,
  openMember,
  orNull,
  record,
  text,
  transactionId,
  userId,
} from './arbitrary.ts'

const words = () => orNull(text())

const accountClass = () =>
  record<AccountClass>({
    type: openMember(AccountClassType),
    product: words(),
    meta: orNull(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text(), { maxKeys: 3, noNullPrototype: true })),
  })

const summaryMembers = () => ({
  id: accountId(),
  accountNo: words(),
  name: words(),
  currency: orNull(fc.constantFrom('AUD', 'NZD')),
  class: orNull(accountClass()),
  balance: orNull(decimal()),
  availableFunds: orNull(decimal()),
  lastUpdated: orNull(instant()),
  status: orNull(openMember(AccountStatus)),
})

/** An account as a connection lists it; nullable members are sometimes null. */
export const accountSummary = (): fc.Arbitrary<AccountSummary> => record<AccountSummary>(summaryMembers())

const day = () => fc.stringMatching(/^20[0-2]\d-0[1-9]-[012][1-8]$/)

/** An account as the list of accounts contains it; nullable members are sometimes null. */
export const account = (): fc.Arbitrary<Account> =>
  record<Account>({
    ...summaryMembers(),
    accountHolder: words(),
    connection: orNull(connectionId()),
    institution: orNull(institutionId()),
    transactionIntervals: orNull(fc.array(record({ from: orNull(day()), to: orNull(day()) }), { maxLength: 2 })),
  })

const postalAddress = () =>
  record({
    addressLine1: words(),
    addressLine2: words(),
    addressLine3: words(),
    postcode: words(),
    city: words(),
    state: words(),
    country: words(),
    countryCode: words(),
    formattedAddress: words(),
  })

/** The bank's profile of the user; nullable members are sometimes null. */
export const profile = (): fc.Arbitrary<Profile> =>
  record<Profile>({
    fullName: words(),
    firstName: words(),
    middleName: words(),
    lastName: words(),
    phoneNumbers: orNull(fc.array(text(), { maxLength: 2 })),
    emailAddresses: orNull(fc.array(text(), { maxLength: 2 })),
    physicalAddresses: orNull(fc.array(postalAddress(), { maxLength: 2 })),
  })

/** Any connection, with and without accounts and a profile. */
export const connection = (): fc.Arbitrary<Connection> =>
  record<Connection>({
    id: connectionId(),
    status: orNull(openMember(ConnectionStatus)),
    createdDate: orNull(instant()),
    lastUsed: orNull(instant()),
    mfaEnabled: orNull(fc.boolean()),
    institution: record({ id: institutionId() }),
    profile: orNull(profile()),
    accounts: orNull(fc.array(accountSummary(), { maxLength: 2 })),
  })

const category = () => orNull(record({ code: words(), title: words() }))

const enrichment = () =>
  record<Enrichment>({
    merchant: orNull(record({ businessName: words(), website: words() })),
    location: orNull(
      record({ formattedAddress: words(), suburb: words(), state: words(), postalCode: words(), country: words() }),
    ),
    category: orNull(
      record({
        anzsic: orNull(record({ division: category(), subdivision: category(), group: category(), class: category() })),
      }),
    ),
  })

/** Any transaction, posted or pending, with and without an enrichment. */
export const transaction = (): fc.Arbitrary<Transaction> =>
  record<Transaction>({
    id: transactionId(),
    status: openMember(TransactionStatus),
    description: words(),
    amount: decimal(),
    account: orNull(accountId()),
    balance: orNull(decimal()),
    direction: orNull(openMember(Direction)),
    class: orNull(openMember(TransactionClass)),
    institution: orNull(institutionId()),
    connection: orNull(connectionId()),
    transactionDate: orNull(instant()),
    postDate: orNull(instant()),
    subClass: category(),
    enrich: orNull(enrichment()),
  })

/** The cursor of a page: any non-empty text, including characters that a URL must escape. */
export const cursor = (): fc.Arbitrary<string> =>
  fc.oneof(fc.base64String({ minLength: 1, maxLength: 24 }), text()).filter((each) => each !== '')

/** Any page of transactions, with or without a cursor to the next page. */
export const transactionPage = (): fc.Arbitrary<TransactionPage> =>
  record<TransactionPage>({
    transactions: fc.array(transaction(), { maxLength: 3 }),
    size: orNull(fc.nat()),
    next: orNull(cursor()),
  })

/** A user as the server returns it; nullable members are sometimes null. */
export const user = (): fc.Arbitrary<User> =>
  record<User>({
    id: userId(),
    email: words(),
    mobile: words(),
    firstName: words(),
    lastName: words(),
    connections: orNull(fc.array(record({ id: connectionId() }), { maxLength: 2 })),
    accounts: orNull(fc.array(record({ id: accountId() }), { maxLength: 2 })),
  })

const given = () => text().filter((each) => each !== '')

const names = { firstName: given(), lastName: given() }

/** A new user: an email, a mobile number or both, with and without names. */
export const newUser = (): fc.Arbitrary<NewUser> =>
  fc.oneof(
    fc.record({ email: given(), mobile: given(), ...names }, { requiredKeys: ['email'], noNullPrototype: true }),
    fc.record({ email: given(), mobile: given(), ...names }, { requiredKeys: ['mobile'], noNullPrototype: true }),
  )

/** The body of an error response, with documented and other codes. */
export const errorBody = (): fc.Arbitrary<ErrorBody> =>
  record<ErrorBody>({
    correlationId: orNull(fc.uuid()),
    data: orNull(
      fc.array(
        record<ErrorItem>({
          code: orNull(openMember(ErrorCode)),
          title: words(),
          detail: words(),
          source: orNull(record({ parameter: words(), pointer: words() })),
        }),
        { maxLength: 2 },
      ),
    ),
  })
