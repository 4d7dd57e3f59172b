/** Authorization type of an institution of the simulated bank. */
export type BankAuthorization = 'user' | 'token' | 'user-token' | 'user-mfa' | 'user-mfa-intermittent' | 'other'

/** An institution of the simulated bank; the rest of its profile is derived. */
export interface BankInstitution {
  /** Two capitals and five digits. */
  readonly id: string
  readonly name: string
  readonly shortName?: string
  /** English name. `Australia` when absent. */
  readonly country?: string
  readonly authorization: BankAuthorization
  /** `Test Bank` when absent; jobs of a `Government` institution can have statements. */
  readonly institutionType?: string
  /** `Test` when absent. */
  readonly serviceType?: string
  /** One digit. `4` when absent. */
  readonly tier?: string
  /** `live` when absent. */
  readonly stage?: string
  /** `operational` when absent. Informational only: use the option `outages` to make jobs fail. */
  readonly status?: string
  /** When present, the institution requires a security code. */
  readonly securityCodeCaption?: string
  /** When present, the institution requires a secondary login id. */
  readonly secondaryLoginIdCaption?: string
  /** Mean total duration of a job, in milliseconds. Drawn from the seed when absent. */
  readonly meanMs?: number
  /** Whether it publishes mean durations. true when absent. */
  readonly hasStats?: boolean
}

/**
 * The institutions of the sandbox, and two that we added.
 *
 * Only the ids of AU00001 and AU19301 are published; we chose their names. We added AU90001, which requires a security
 * code and a secondary login id, and AU90002, whose authorization is `other`.
 *
 * @source Basiq API v2.1, Testing
 */
export const sandboxInstitutions: readonly BankInstitution[] = [
  { id: 'AU00000', name: 'Hooli Bank', shortName: 'Hooli', authorization: 'user' },
  { id: 'AU00001', name: 'Basiq Test Bank', shortName: 'Basiq', authorization: 'user' },
  { id: 'AU00002', name: 'Pied Piper Bank', shortName: 'Pied Piper', authorization: 'user-mfa' },
  { id: 'AU00003', name: 'Nucleus Bank', shortName: 'Nucleus', authorization: 'user-mfa-intermittent' },
  {
    id: 'AU00004',
    name: 'HooliGov Bank',
    shortName: 'HooliGov',
    authorization: 'user',
    institutionType: 'Government',
    serviceType: 'Government Services',
  },
  { id: 'AU19301', name: 'Token Test Bank', shortName: 'Token', authorization: 'token' },
  {
    id: 'AU90001',
    name: 'Three Keys Bank',
    shortName: 'Three Keys',
    authorization: 'user',
    securityCodeCaption: 'Security code',
    secondaryLoginIdCaption: 'Customer number',
  },
  { id: 'AU90002', name: 'Branch Only Bank', shortName: 'Branch Only', authorization: 'other' },
]

/** Whether jobs of the institution have the step `mfa-challenge`. */
export const hasChallengeStep = ({ authorization }: BankInstitution): boolean =>
  authorization === 'user-mfa' || authorization === 'user-mfa-intermittent'

/** Whether users of the institution log in with a user token instead of a login and a password. */
export const isByToken = ({ authorization }: BankInstitution): boolean =>
  authorization === 'token' || authorization === 'user-token'
