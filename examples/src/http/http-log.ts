import type { HttpHooks } from '@bank-connection/http-adapter'
import { type Logger, pino } from 'pino'

/** One line of log for each request and each answer. The events hold no body, no header, no path with its ids, and no secret. */
export const httpLog = (log: Logger = pino()): HttpHooks => ({
  onRequest: (event) => log.debug(event, 'request'),
  onResponse: (event) => {
    const isGood = event.failure === null && event.status !== null && event.status < 400
    log[isGood ? 'info' : 'warn'](event, 'response')
  },
})
