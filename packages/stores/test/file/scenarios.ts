import { type BankPort, type ConnectionRequest, connect, type UserId } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank, type MemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import type { UserInput } from './simulated-process.ts'

/** A connection to run. `makeRequest` prepares what it needs at the bank. */
export interface Scenario {
  readonly institutionId: string
  readonly makeRequest: (port: BankPort, userId: UserId) => Promise<ConnectionRequest>
  /** How many requests that must not be repeated reach the bank, by name. */
  readonly servedOnce: Readonly<Record<string, number>>
}

export const USER_INPUT: UserInput = {
  credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
  answers: ['Hooli'],
}

const required = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const connected = async (port: BankPort, userId: UserId, institutionId: string) => {
  const request = {
    userId,
    institutionId,
    credentials: USER_INPUT.credentials,
    onChallenge: async () => USER_INPUT.answers,
  }
  return required(await connect(port, request)()).connectionId
}

const create = (institutionId: string, servedOnce: Scenario['servedOnce']): Scenario => ({
  institutionId,
  makeRequest: async (_, userId) => ({ userId, institutionId }),
  servedOnce,
})

const renew = (intent: 'refresh' | 'update', institutionId: string, servedOnce: Scenario['servedOnce']): Scenario => ({
  institutionId,
  makeRequest: async (port, userId) => ({
    intent,
    userId,
    connectionId: await connected(port, userId, institutionId),
  }),
  servedOnce,
})

export const scenarios: Readonly<Record<string, Scenario>> = {
  user: create('AU00000', { createConnection: 1 }),
  'user-mfa': create('AU00002', { createConnection: 1, answerMfa: 1 }),
  refresh: renew('refresh', 'AU00000', { refreshConnection: 1 }),
  'refresh with a challenge': renew('refresh', 'AU00002', { refreshConnection: 1, answerMfa: 1 }),
  update: renew('update', 'AU00000', { updateConnection: 1 }),
  follow: {
    institutionId: 'AU00002',
    makeRequest: async (port, userId) => {
      const input = { userId, institutionId: 'AU00002' as never, credentials: USER_INPUT.credentials }
      const { jobId } = required(await port.createConnection(input, neverAborted)())
      return { intent: 'follow', userId, jobId }
    },
    servedOnce: { answerMfa: 1 },
  },
}

/** Creates a bank whose challenges stay open while a process starts. */
export const createScenarioBank = (options: MemoryBankOptions = {}): MemoryBank =>
  createMemoryBank({ ...options, undocumented: { expiryMs: 3_600_000, ...options.undocumented } })
