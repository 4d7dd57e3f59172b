import { randomUUID } from 'node:crypto'
import type { BankPort } from '@bank-connection/core'
import { createHttpBank, DEFAULT_BASE_URL, type HttpHooks } from '@bank-connection/http-adapter'
import { createMemoryBank, sandboxInstitutions, sandboxLogins } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { BankConfig, ConfigError } from './config.ts'

/** A bank that the service runs on. */
export interface OpenBank {
  readonly port: BankPort
  /** Which bank it is. Users and connections of one bank are never used at another. */
  readonly id: string
  /** Whether it forgets everything with this process. */
  readonly isForgetful: boolean
  /** What to try at it, for the log; empty for one that is real. */
  readonly hints: Readonly<Record<string, readonly string[]>>
  readonly close: () => Promise<void>
}

/** Opens the bank of the configuration. Left: the variable that is no good, and the remedy. */
export const openBank = (config: BankConfig, log: Logger): E.Either<ConfigError, OpenBank> => {
  if (config.type === 'simulated') return E.right(simulatedBank())
  const { apiKey, baseUrl } = config
  try {
    const bank = createHttpBank({ apiKey, baseUrl: baseUrl ?? DEFAULT_BASE_URL, hooks: httpLog(log) })
    return E.right({
      port: bank,
      id: baseUrl ?? DEFAULT_BASE_URL,
      isForgetful: false,
      hints: {},
      close: bank.close,
    })
  } catch (error) {
    // It names the option and the remedy, and never the value.
    const message = error instanceof Error ? error.message : String(error)
    return E.left(
      message.startsWith('baseUrl')
        ? `BASIQ_BASE_URL: ${message.replace(/^baseUrl must/, 'must')}`
        : `BASIQ_API_KEY: ${message.replace(/^apiKey must/, 'must')}`,
    )
  }
}

const simulatedBank = (): OpenBank => {
  const { port } = createMemoryBank({ time: { speed: 1 } })
  return {
    port,
    id: `simulated:${randomUUID()}`,
    isForgetful: true,
    hints: simulatedHints,
    close: async () => undefined,
  }
}

/** The published logins of the sandbox; none of them is a secret. */
const simulatedHints = {
  banks: sandboxInstitutions.map(({ id, name }) => `${name} (${id})`),
  logins: sandboxLogins.map(({ loginId, password, userToken, challenge, failure }) => {
    const login = loginId === undefined ? `user token ${userToken}` : `${loginId} / ${password}`
    const answers = challenge === null ? '' : `, answers ${challenge.answers.join(', ')}`
    return `${login}${failure === null ? answers : `, fails: ${failure.code}`}`
  }),
}

/** One line for each answer; the events hold no body, no header, no path with its ids, and no secret. */
const httpLog = (log: Logger): HttpHooks => ({
  onResponse: (event) => {
    const isGood = event.failure === null && event.status !== null && event.status < 400
    log[isGood ? 'debug' : 'warn'](event, 'bank response')
  },
})
