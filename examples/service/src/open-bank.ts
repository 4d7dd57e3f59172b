import { randomUUID } from 'node:crypto'
import type { BankPort } from '@bank-connection/core'
import { createHttpBank, DEFAULT_BASE_URL, type HttpHooks } from '@bank-connection/http-adapter'
import { createMemoryBank, sandboxInstitutions, sandboxLogins } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import type { Logger } from 'pino'
import type { BankConfig, ConfigError } from './config.ts'

export interface OpenBank {
  readonly port: BankPort
  /** Users and connections of one bank are never used with another. */
  readonly id: string
  /** Whether its data is gone when this process ends. */
  readonly isEphemeral: boolean
  /** Banks and logins to try, for the log; empty for a real bank. */
  readonly hints: Readonly<Record<string, readonly string[]>>
  readonly close: () => Promise<void>
}

/** Opens the configured bank. Left: the invalid variable and the remedy. */
export const openBank = (config: BankConfig, log: Logger): E.Either<ConfigError, OpenBank> => {
  if (config.type === 'simulated') return E.right(simulatedBank())
  const { apiKey, baseUrl } = config
  try {
    const bank = createHttpBank({ apiKey, baseUrl: baseUrl ?? DEFAULT_BASE_URL, hooks: httpLog(log) })
    return E.right({
      port: bank,
      id: baseUrl ?? DEFAULT_BASE_URL,
      isEphemeral: false,
      hints: {},
      close: bank.close,
    })
  } catch (error) {
    // The message contains the option and the remedy, never the value.
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
    isEphemeral: true,
    hints: simulatedHints,
    close: async () => undefined,
  }
}

/** The published logins of the sandbox, which are not secret. */
const simulatedHints = {
  banks: sandboxInstitutions.map(({ id, name }) => `${name} (${id})`),
  logins: sandboxLogins.map(({ loginId, password, userToken, challenge, failure }) => {
    const login = loginId === undefined ? `user token ${userToken}` : `${loginId} / ${password}`
    const answers = challenge === null ? '' : `, answers ${challenge.answers.join(', ')}`
    return `${login}${failure === null ? answers : `, fails: ${failure.code}`}`
  }),
}

/** Logs each response. The events contain no bodies, headers, ids or secrets. */
const httpLog = (log: Logger): HttpHooks => ({
  onResponse: (event) => {
    const isGood = event.failure === null && event.status !== null && event.status < 400
    log[isGood ? 'debug' : 'warn'](event, 'bank response')
  },
})
