import { createHttpBank, type HttpBank } from '@bank-connection/http-adapter'
import type { Logger } from 'pino'
import { httpLog } from '../../http/http-log.ts'

/** The one bank of a process, which shares its connections, tokens, limits and retry budget. */
export const createLiveBank = (env: Readonly<Record<string, string | undefined>>, log: Logger): HttpBank => {
  const apiKey = env['BASIQ_API_KEY']
  if (apiKey === undefined || apiKey === '')
    throw new Error('BASIQ_API_KEY must be set to the key that the dashboard shows')
  const baseUrl = env['BASIQ_BASE_URL'] ?? 'https://au-api.basiq.io'
  return createHttpBank({ apiKey, baseUrl, hooks: httpLog(log), limits: { concurrentMax: 32 } })
}
