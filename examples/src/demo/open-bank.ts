import { randomUUID } from 'node:crypto'
import { adviceFor, type BankPort, explain, type PortError, type UserId } from '@bank-connection/core'
import type { Clock } from '@bank-connection/core/adapter'
import { createHttpBank, DEFAULT_BASE_URL, defaultHttpLimits, type HttpBank } from '@bank-connection/http-adapter'
import { createMemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'
import { type DemoOptions, Stop, usageError } from './options.ts'

/** A bank, and a user to connect there. */
export interface OpenBank {
  readonly port: BankPort
  readonly userId: UserId
  /** What the bank is and where it runs. */
  readonly title: string
  /** Releases everything. Resolves with lines for the error output about what could not be undone. Never rejects. */
  readonly close: () => Promise<readonly string[]>
}

export interface BankEnvironment {
  /** Variables of the process. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts when the user no longer waits for the cleanup. */
  readonly abandoned: AbortSignal
  /** Clock of the live bank; the platform's when absent. */
  readonly clock?: Clock
}

/** Opens the bank that the options name. Rejects with `Stop` if it cannot. */
export const openBank = (options: DemoOptions, environment: BankEnvironment): Promise<OpenBank> =>
  options.live ? openLiveBank(environment) : openSimulatedBank(options)

/** Durations that vary little, so that a run takes about as long as the help says. */
const DURATIONS = { medianMs: 8_500, logSd: 0.25 }

const openSimulatedBank = async ({ http, seed, speed }: DemoOptions): Promise<OpenBank> => {
  const bank = createMemoryBank({ seed, time: { speed }, durations: DURATIONS })
  const { port, userId, clock } = bank
  if (!http) return { port, userId, title: 'A simulated bank in memory', close: async () => [] }
  const served = await serveMemoryBank(bank)()
  if (E.isLeft(served)) throw new Stop(1, served.left.message)
  const { url, close } = served.right
  // The client's timeouts run on the bank's clock, which is faster than this machine.
  const callTimeoutMs = Math.ceil(defaultHttpLimits.callTimeoutMs * Math.max(1, speed))
  const client = createHttpBank({ baseUrl: url, apiKey: sandboxApiKey, clock, limits: { callTimeoutMs } })
  return {
    port: client,
    userId,
    title: `A simulated bank over HTTP at ${url}`,
    close: async () => {
      await client.close()
      await close()
      return []
    },
  }
}

/** Connects to the real API and creates a user there, which `close` deletes. */
const openLiveBank = async ({ env, abandoned, clock }: BankEnvironment): Promise<OpenBank> => {
  const apiKey = env['BASIQ_API_KEY'] ?? ''
  const baseUrl = env['BASIQ_BASE_URL'] || DEFAULT_BASE_URL
  if (apiKey === '')
    throw usageError('--live requires BASIQ_API_KEY: the API key of a sandbox application, from the dashboard')
  let bank: HttpBank
  try {
    bank = createHttpBank({ apiKey, baseUrl, ...(clock === undefined ? {} : { clock }) })
  } catch (error) {
    // The message names the option and the remedy, never the value.
    const message = error instanceof Error ? error.message : String(error)
    throw usageError(message.replace(/^apiKey/, 'BASIQ_API_KEY').replace(/^baseUrl/, 'BASIQ_BASE_URL'))
  }
  const email = `bank-connection-demo-${randomUUID().slice(0, 8)}@example.com`
  // An interrupt does not abort this request: without its response there would be no id to delete the user by.
  const user = await bank.createUser({ email }, abandoned)()
  if (E.isLeft(user)) {
    await bank.close()
    const advice = `What to do: ${adviceFor(user.left).text}`
    throw new Stop(1, explain(user.left), advice, ...leftoverLines(user.left, email))
  }
  const userId = user.right.id
  return {
    port: bank,
    userId,
    title: `The API at ${baseUrl}, as user ${userId}, deleted at the end`,
    close: async () => {
      const deleted = await bank.deleteUser({ userId }, abandoned)()
      await bank.close()
      return E.isRight(deleted)
        ? []
        : [`The user ${userId} was not deleted: ${explain(deleted.left)}`, 'What to do: delete it in the dashboard.']
    },
  }
}

/** When the response is lost, the user may exist all the same. */
const leftoverLines = (failure: PortError, email: string): readonly string[] =>
  failure._tag === 'TokenUnavailable' || (failure._tag === 'Unreachable' && failure.delivered === 'no')
    ? []
    : [`If the user was created after all, its e-mail address is ${email}.`]
