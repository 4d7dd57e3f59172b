import type { BankInstitution } from '@bank-connection/memory-adapter'

/** One connection of the demo. */
export interface Plan {
  readonly institution: BankInstitution
  /** What is to be seen, as the rest of a line that begins with the name of the bank. */
  readonly about: string
  readonly expects: 'connected' | 'refused'
  /** How often the bank may refuse the credentials. */
  readonly attemptsMax: number
}
