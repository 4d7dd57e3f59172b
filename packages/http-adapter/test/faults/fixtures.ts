import { ConnectionId, InstitutionId, JobId, UserId } from '@bank-connection/core'
import { either as E } from 'fp-ts'

const idOf = <Id>(codec: { readonly decode: (u: unknown) => E.Either<unknown, Id> }, text: string): Id => {
  const id = codec.decode(text)
  if (E.isLeft(id)) throw new Error(`${text} is not an id`)
  return id.right
}

export const userId = idOf(UserId, 'user-1')
export const jobId = idOf(JobId, 'job-1')
export const connectionId = idOf(ConnectionId, 'conn-1')
export const institutionId = idOf(InstitutionId, 'AU00000')

/** All secrets start with the same word, so that one search finds any of them. */
export const apiKey = 'CANARY-key-QmFua0Nvbm5lY3Rpb24='
const credentials = {
  loginId: 'CANARY-login',
  secondaryLoginId: 'CANARY-second',
  password: 'CANARY-password "&%\\',
  securityCode: 'CANARY-code',
  userToken: 'CANARY-user-token',
}
export const answers = ['CANARY-answer']

/** A request that starts a job. */
export const creation = { userId, institutionId, credentials }

const link = { type: 'link', url: `/users/${userId}/connections/${connectionId}` }

const step = (title: string, status: string, result: unknown = null) => ({ title, status, result })

/** A finished job, as sent by the API. */
export const doneJob = {
  type: 'job',
  id: jobId,
  created: '2026-01-05T09:00:00Z',
  updated: '2026-01-05T09:00:12Z',
  steps: [
    step('verify-credentials', 'success', link),
    step('retrieve-accounts', 'success', { type: 'link', url: `/users/${userId}/accounts` }),
    step('retrieve-transactions', 'success', { type: 'link', url: `/users/${userId}/transactions` }),
  ],
  links: { self: `/jobs/${jobId}`, source: `/users/${userId}/connections/${connectionId}` },
}

/** The same job during its first step. */
export const runningJob = {
  ...doneJob,
  steps: [
    step('verify-credentials', 'in-progress'),
    step('retrieve-accounts', 'pending'),
    step('retrieve-transactions', 'pending'),
  ],
  links: null,
}

export const institution = {
  type: 'institution',
  id: institutionId,
  name: 'Hooli Bank',
  authorization: 'user',
  loginIdCaption: 'Login',
  passwordCaption: 'Password',
}

/** A transaction, as sent by the API. */
export const transaction = (id: string) => ({ type: 'transaction', id, status: 'posted', amount: '-1.50' })

/** A page of transactions; `next` links to the next page. */
export const page = (ids: readonly string[], next?: string) => ({
  type: 'list',
  count: ids.length,
  data: ids.map(transaction),
  links: next === undefined ? {} : { next },
})
