/** How an institution of the simulated bank lets a user in. */
export type BankAuthorization = 'user' | 'token' | 'user-token' | 'user-mfa' | 'user-mfa-intermittent' | 'other'

/** What the simulation needs to know of an institution; the rest of its description follows from it. */
export interface BankInstitution {
  /** Two capitals and five digits. */
  readonly id: string
  readonly name: string
  readonly shortName?: string
  /** A name in English. `Australia` when absent. */
  readonly country?: string
  readonly authorization: BankAuthorization
  /** `Test Bank` when absent; `Government` makes it one with statements. */
  readonly institutionType?: string
  /** `Test` when absent. */
  readonly serviceType?: string
  /** One digit. `4` when absent. */
  readonly tier?: string
  /** `live` when absent. */
  readonly stage?: string
  /** `operational` when absent. A description only: see the option `outages` for what fails. */
  readonly status?: string
  /** Present: the institution asks for a security code. */
  readonly securityCodeCaption?: string
  /** Present: the institution asks for a second login. */
  readonly secondaryLoginIdCaption?: string
  /** Mean duration of a whole job, in milliseconds. Drawn from the seed when absent. */
  readonly meanMs?: number
  /** Whether it publishes how long its jobs take. true when absent. */
  readonly hasStats?: boolean
}

/**
 * The institutions of the sandbox, and two of our own.
 *
 * AU00001 and AU19301 are known by their ids only; their names are ours. AU90001, which asks for a security code and a
 * secondary login, and AU90002, whose authorization is `other`, are ours altogether.
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

/** Whether a user of the institution is known by a token instead of a login and a password. */
export const isByToken = ({ authorization }: BankInstitution): boolean =>
  authorization === 'token' || authorization === 'user-token'
