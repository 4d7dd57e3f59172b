import {
  type BankPort,
  type Institution,
  type InstitutionId,
  mfaExpectation,
  type PortError,
  requiredFields,
} from '@bank-connection/core'
import { taskEither as TE } from 'fp-ts'

/** What a person should know before they begin. */
export interface Expectations {
  /** What they will be asked for, in the order of the form; `null`: this institution cannot be connected. */
  readonly fields: readonly string[] | null
  /** Whether the bank will ask something more. */
  readonly secondFactor: 'never' | 'sometimes' | 'always'
  /** How long it takes on average, in milliseconds; `null`: not published. */
  readonly meanMs: number | null
}

export const expectationsOf = (bank: BankPort, institutionId: InstitutionId): TE.TaskEither<PortError, Expectations> =>
  TE.map((institution: Institution) => ({
    fields: requiredFields(institution),
    secondFactor: mfaExpectation(institution.authorization),
    meanMs: institution.stats?.averageDurationMs?.total ?? null,
  }))(bank.getInstitution({ institutionId }))
