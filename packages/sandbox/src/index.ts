/**
 * The simulated bank over HTTP: as a server, or as a handler with the signature of `fetch`.
 *
 * @packageDocumentation
 */

export type { AccessLogEntry } from './handler/access-log.ts'
export { type BankHandlerOptions, createBankHandler } from './handler/create-bank-handler.ts'
export type { ServeFailure } from './listen-error.ts'
export { type ServedBank, type ServeOptions, serveMemoryBank } from './serve-memory-bank.ts'
