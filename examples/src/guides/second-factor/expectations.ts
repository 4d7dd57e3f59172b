import {
  type BankPort,
  type Institution,
  type InstitutionId,
  mfaExpectation,
  type PortError,
  requiredFields,
} from '@bank-connection/core'
import { taskEither as TE } from 'fp-ts'

/** What a user should know before they start. */
export interface Expectations {
  /** Required fields, in the order of the form; `null`: this institution cannot be connected. */
  readonly fields: readonly string[] | null
  /** Whether the bank asks for a second factor. */
  readonly secondFactor: 'never' | 'sometimes' | 'always'
  /** Average duration in milliseconds; `null`: not published. */
  readonly meanMs: number | null
}

export const expectationsOf = (bank: BankPort, institutionId: InstitutionId): TE.TaskEither<PortError, Expectations> =>
  TE.map((institution: Institution) => ({
    fields: requiredFields(institution),
    secondFactor: mfaExpectation(institution.authorization),
    meanMs: institution.stats?.averageDurationMs?.total ?? null,
  }))(bank.getInstitution({ institutionId }))
