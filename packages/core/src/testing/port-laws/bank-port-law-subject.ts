import type { Credentials } from '../../codec/credentials.ts'
import type { InstitutionId, UserId } from '../../codec/ids.ts'
import type { BankPort } from '../../protocol/port.ts'

/** The port that the laws are checked on, and its test data. Each law needs a fresh one: some delete the user. */
export interface BankPortLawSubject {
  readonly port: BankPort
  /** Number of requests that have reached the bank, without those for a token. */
  readonly served: () => number
  /** A user that exists and has no connection. */
  readonly userId: UserId
  /** An institution without a second factor, whose jobs last longer than a few requests. */
  readonly institutionId: InstitutionId
  /** Credentials that this institution accepts, and whose texts occur nowhere else. */
  readonly credentials: Credentials
}
