/**
 * The simulated bank in place of `fetch`, for any platform that has `Request` and `Response`. Imports nothing of Node.
 *
 * @packageDocumentation
 */

export type { AccessLogEntry } from './access-log.ts'
export { type BankHandlerOptions, createBankHandler } from './create-bank-handler.ts'
