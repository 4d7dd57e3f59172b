import type { BankPort, Institution } from '@bank-connection/core'
import { taskEither as TE } from 'fp-ts'

/** A port around another that requests each institution once. */
export const cachedInstitutions = (bank: BankPort): BankPort => {
  const known = new Map<string, Institution>()
  return {
    ...bank,
    getInstitution: (input, signal) => async () => {
      const kept = known.get(input.institutionId)
      if (kept !== undefined && signal?.aborted !== true) return TE.right(kept)()
      const asked = await bank.getInstitution(input, signal)()
      if (asked._tag === 'Right') known.set(input.institutionId, asked.right)
      return asked
    },
  }
}
