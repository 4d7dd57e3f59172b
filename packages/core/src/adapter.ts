/**
 * For authors of adapters and stores: build a bank port from one function that sends a request.
 *
 * @packageDocumentation
 */

export { malformedResponse, unreachable } from './failure/port-error.ts'
export { createBankPort } from './protocol/create-bank-port.ts'
export { decodeWith } from './protocol/decode.ts'
export type {
  AccountFilter,
  BankCalls,
  Call,
  ConnectionFilter,
  InstitutionFilter,
  JobStart,
  TransactionFilter,
  TransactionPageRequest,
} from './protocol/port.ts'
export { requireOption } from './protocol/require-option.ts'
export { isTokenRefused, readToken, type Token, tokenForm } from './protocol/token.ts'
export type { Scope, Send, WireRequest, WireResponse } from './protocol/wire.ts'
export { checkStoreId } from './store/store-id.ts'
export { type AbortControllerLike, type AbortSignalLike, createAbortController, neverAborted } from './time/abort.ts'
export type { Clock } from './time/clock.ts'
export { raceWithAbort } from './time/race-with-abort.ts'
export { createRealClock, type Timers } from './time/real-clock.ts'
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './time/virtual-clock.ts'
