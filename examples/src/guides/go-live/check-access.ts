import { adviceFor, type BankPort, explain } from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** Whether a service may start. */
export type Access =
  | { readonly status: 'ready'; readonly institutions: number }
  /** `wait`: temporary; `stop`: something must be fixed first. */
  | { readonly status: 'wait' | 'stop'; readonly reason: string }

/** Requests what every connection needs: a token and the institutions. */
export const checkAccess = async (bank: BankPort): Promise<Access> => {
  const institutions = await bank.listInstitutions({})()
  if (E.isRight(institutions)) return { status: 'ready', institutions: institutions.right.length }
  const { actor } = adviceFor(institutions.left)
  const isOurs = actor === 'developer' || actor === 'support'
  return { status: isOurs ? 'stop' : 'wait', reason: explain(institutions.left) }
}
