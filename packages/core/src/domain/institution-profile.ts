import type { InstitutionId } from '../codec/ids.ts'
import type { AverageStepDurations, Institution } from '../codec/institution.ts'
import type { AuthorizationRequirements } from './authorization.ts'

/** What a connection remembers of its institution; any `Institution` gives one. */
export interface InstitutionProfile extends AuthorizationRequirements {
  readonly id: InstitutionId
  readonly name: string
  /** What the institution calls its fields; `null` where it does not say. */
  readonly loginIdCaption: string | null
  readonly passwordCaption: string | null
  readonly userTokenCaption: string | null
  /** Mean durations of its steps; `null` when it publishes none. */
  readonly averages: AverageStepDurations | null
}

/** Picks what a connection remembers of an institution. */
export const profileOf = (institution: Institution): InstitutionProfile => ({
  id: institution.id,
  name: institution.name,
  authorization: institution.authorization,
  loginIdCaption: institution.loginIdCaption,
  secondaryLoginIdCaption: institution.secondaryLoginIdCaption,
  passwordCaption: institution.passwordCaption,
  securityCodeCaption: institution.securityCodeCaption,
  userTokenCaption: institution.userTokenCaption,
  averages: institution.stats?.averageDurationMs ?? null,
})
