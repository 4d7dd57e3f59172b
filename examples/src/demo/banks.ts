import { type AuthorizationRequirements, type CredentialField, requiredFields } from '@bank-connection/core'
import { type BankInstitution, sandboxInstitutions } from '@bank-connection/memory-adapter'

/** An institution of the simulated bank; `null` when it has none of that id. */
export const findBank = (id: string): BankInstitution | null =>
  sandboxInstitutions.find((institution) => institution.id === id) ?? null

/** Whether the real API has no such institution: it is of our own making. */
export const isSimulatedOnly = ({ id }: BankInstitution): boolean => ['AU90001', 'AU90002'].includes(id)

/** The fields that a connection to the institution demands; `null` when it cannot be connected through the API. */
export const fieldsDemandedBy = (institution: BankInstitution): readonly CredentialField[] | null =>
  requiredFields(demandOf(institution))

/** The option of the command that gives the field. */
export const flagOf = (field: CredentialField): string => {
  switch (field) {
    case 'loginId':
      return '--login'
    case 'secondaryLoginId':
      return '--secondary-login'
    case 'password':
      return '--password'
    case 'securityCode':
      return '--security-code'
    case 'userToken':
      return '--user-token'
  }
}

/** How the institution lets its users in, in words. */
export const accessOf = ({ authorization }: BankInstitution): string => {
  switch (authorization) {
    case 'user':
      return 'login and password'
    case 'token':
    case 'user-token':
      return 'user token'
    case 'user-mfa':
      return 'login, password, and always a second factor'
    case 'user-mfa-intermittent':
      return 'login, password, and sometimes a second factor'
    case 'other':
      return 'no access through the API'
  }
}

const demandOf = ({
  authorization,
  securityCodeCaption,
  secondaryLoginIdCaption,
}: BankInstitution): AuthorizationRequirements => ({
  authorization,
  securityCodeCaption: securityCodeCaption ?? null,
  secondaryLoginIdCaption: secondaryLoginIdCaption ?? null,
})
