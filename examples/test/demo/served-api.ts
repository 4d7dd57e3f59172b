import { createMemoryBank } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, serveMemoryBank } from '@bank-connection/sandbox'
import { either as E } from 'fp-ts'

/** A key that must not come out anywhere. */
export const canaryKey = Buffer.from('canary:2b8e').toString('base64')

/**
 * A simulated bank that stands for the real API.
 *
 * @param speed - its milliseconds that pass in a real one
 * @param medianMs - how long its jobs take, in its milliseconds
 */
export const serveApi = async (speed: number, medianMs = 8_500) => {
  const exchanges: AccessLogEntry[] = []
  const bank = createMemoryBank({ apiKey: canaryKey, seed: 2, time: { speed }, durations: { medianMs, logSd: 0.25 } })
  const served = await serveMemoryBank(bank, { control: true, onRequest: (exchange) => exchanges.push(exchange) })()
  if (E.isLeft(served)) throw new Error(served.left.message)
  const { url, close } = served.right
  const count = (method: string, path: string): number =>
    exchanges.filter((one) => one.method === method && one.path === path && (one.status ?? 500) < 300).length
  return {
    bank,
    exchanges,
    url,
    close,
    env: { BASIQ_API_KEY: canaryKey, BASIQ_BASE_URL: url },
    /** How many users were made, and how many of them deleted. */
    users: () => ({ made: count('POST', '/users'), deleted: count('DELETE', '/users/{userId}') }),
    fail: (rule: Readonly<Record<string, unknown>>): Promise<Response> =>
      fetch(`${url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) }),
  }
}
