import type { BankPort } from '@bank-connection/core'
import { createHttpBank } from '@bank-connection/http-adapter'
import { createMemoryBank } from '@bank-connection/memory-adapter'

/** A bank, and how to close it. */
export interface ScriptBank {
  readonly bank: BankPort
  readonly userId: string
  readonly close: () => Promise<void>
}

/** The API if there is a key, otherwise a simulated bank in this process. */
export const scriptBank = (env: Readonly<Record<string, string | undefined>>): ScriptBank => {
  const apiKey = env['BASIQ_API_KEY']
  if (apiKey === undefined) {
    const { port, userId } = createMemoryBank()
    return { bank: port, userId, close: async () => undefined }
  }
  const baseUrl = env['BASIQ_BASE_URL'] ?? 'https://au-api.basiq.io'
  const bank = createHttpBank({ apiKey, baseUrl })
  return { bank, userId: env['BASIQ_USER_ID'] ?? '', close: bank.close }
}
