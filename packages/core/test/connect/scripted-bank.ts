import type { ConnectOptions } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { scriptedPort } from '../scripted-port.ts'

export const SECRET = 'canary-5e64fa5c'
export const institution = {
  id: 'AU00002',
  name: 'A bank',
  authorization: 'user-mfa-intermittent',
  loginIdCaption: 'Login',
  passwordCaption: 'Password',
  userTokenCaption: null,
  securityCodeCaption: null,
  secondaryLoginIdCaption: null,
  stats: {
    averageDurationMs: {
      verifyCredentials: 1_000,
      retrieveAccounts: 1_000,
      retrieveTransactions: 1_000,
      retrieveMeta: null,
      total: null,
    },
  },
}

/** A bank whose job returns these responses, one per read; the last one repeats. */
export const bankOf = (jobs: readonly unknown[], script: Parameters<typeof scriptedPort>[0] = {}) => {
  let reads = 0
  return scriptedPort({
    getInstitution: () => E.right(institution),
    createConnection: () => E.right({ outcome: 'created', jobId: 'job-1' }),
    getJob: () => E.right(jobs[Math.min(reads++, jobs.length - 1)]),
    answerMfa: () => E.right(undefined),
    ...script,
  })
}

export const OPTIONS: ConnectOptions = {
  userId: 'user-1',
  institutionId: 'AU00002',
  credentials: { loginId: 'jared', password: SECRET },
}

export const calls = ({ asked }: ReturnType<typeof scriptedPort>): readonly string[] => asked.map(({ call }) => call)
