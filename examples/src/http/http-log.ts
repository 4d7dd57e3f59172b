import type { HttpHooks } from '@bank-connection/http-adapter'
import { type Logger, pino } from 'pino'

/** Logs each request and each response. The events contain no body, header, id in a path, or secret. */
export const httpLog = (log: Logger = pino()): HttpHooks => ({
  onRequest: (event) => log.debug(event, 'request'),
  onResponse: (event) => {
    const isGood = event.failure === null && event.status !== null && event.status < 400
    log[isGood ? 'info' : 'warn'](event, 'response')
  },
})
