import { type BankPort, type ConnectionRequest, connect, type UserId } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank, type MemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import type { Person } from './simulated-process.ts'

/** What a connection is to do, at a bank where all that it needs exists. */
export interface Flow {
  readonly institutionId: string
  readonly makeRequest: (port: BankPort, userId: UserId) => Promise<ConnectionRequest>
  /** How often each request that must not be repeated reaches the bank. */
  readonly once: Readonly<Record<string, number>>
}

export const PERSON: Person = {
  credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
  answers: ['Hooli'],
}

const required = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const connected = async (port: BankPort, userId: UserId, institutionId: string) => {
  const request = { userId, institutionId, credentials: PERSON.credentials, onChallenge: async () => PERSON.answers }
  return required(await connect(port, request)()).connectionId
}

const create = (institutionId: string, once: Flow['once']): Flow => ({
  institutionId,
  makeRequest: async (_, userId) => ({ userId, institutionId }),
  once,
})

const renew = (intent: 'refresh' | 'update', institutionId: string, once: Flow['once']): Flow => ({
  institutionId,
  makeRequest: async (port, userId) => ({
    intent,
    userId,
    connectionId: await connected(port, userId, institutionId),
  }),
  once,
})

export const flows: Readonly<Record<string, Flow>> = {
  user: create('AU00000', { createConnection: 1 }),
  'user-mfa': create('AU00002', { createConnection: 1, answerMfa: 1 }),
  refresh: renew('refresh', 'AU00000', { refreshConnection: 1 }),
  'refresh with a challenge': renew('refresh', 'AU00002', { refreshConnection: 1, answerMfa: 1 }),
  update: renew('update', 'AU00000', { updateConnection: 1 }),
  follow: {
    institutionId: 'AU00002',
    makeRequest: async (port, userId) => {
      const input = { userId, institutionId: 'AU00002' as never, credentials: PERSON.credentials }
      const { jobId } = required(await port.createConnection(input, neverAborted)())
      return { intent: 'follow', userId, jobId }
    },
    once: { answerMfa: 1 },
  },
}

/** A bank whose challenges wait as long as a process takes to start. */
export const flowBank = (options: MemoryBankOptions = {}): MemoryBank =>
  createMemoryBank({ ...options, undocumented: { expiryMs: 3_600_000, ...options.undocumented } })
