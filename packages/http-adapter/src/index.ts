/**
 * A bank behind HTTP, for Node: over a pool of connections of its own.
 *
 * @packageDocumentation
 */

export type { HttpAccess, TokenAccess } from './access.ts'
export { DEFAULT_BASE_URL } from './base-url.ts'
export { createHttpBank, type HttpBankOptions } from './create-http-bank.ts'
export type { HttpHooks, RequestEvent, ResponseEvent } from './hooks.ts'
export type { HttpBank, HttpOptions } from './http-bank.ts'
export { defaultHttpLimits, type HttpLimits } from './limits.ts'
export { defaultRetryPolicy, type RetryPolicy } from './retry.ts'
export type { ProvidedToken, TokenProvider } from './token-provider.ts'
