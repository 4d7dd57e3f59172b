import type { InstitutionId } from '../codec/ids.ts'
import type { AverageStepDurations, Institution } from '../codec/institution.ts'
import type { AuthorizationRequirements } from './authorization.ts'

/** What a connection keeps of its institution. */
export interface InstitutionProfile extends AuthorizationRequirements {
  readonly id: InstitutionId
  readonly name: string
  /** The institution's captions of its fields; `null` where it has none. */
  readonly loginIdCaption: string | null
  readonly passwordCaption: string | null
  readonly userTokenCaption: string | null
  /** Average durations of its steps; `null` if it publishes none. */
  readonly averages: AverageStepDurations | null
}

/** Picks the profile out of an institution. */
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
