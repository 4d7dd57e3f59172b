import type { InstitutionId } from '../codec/ids.ts'
import type { Institution, StepMeans } from '../codec/institution.ts'
import type { AuthorizationDemand } from './authorization.ts'

/** What a connection remembers of its institution; any `Institution` gives one. */
export interface InstitutionProfile extends AuthorizationDemand {
  readonly id: InstitutionId
  readonly name: string
  /** What the institution calls its fields; `null` where it does not say. */
  readonly loginIdCaption: string | null
  readonly passwordCaption: string | null
  readonly userTokenCaption: string | null
  /** Mean durations of its steps; `null` when it publishes none. */
  readonly means: StepMeans | null
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
  means: institution.stats?.averageDurationMs ?? null,
})
