/**
 * The simulated bank as a handler with the signature of `fetch`, for any platform with `Request` and `Response`. Does not
 * import Node modules.
 *
 * @packageDocumentation
 */

export type { AccessLogEntry } from './access-log.ts'
export { type BankHandlerOptions, createBankHandler } from './create-bank-handler.ts'
