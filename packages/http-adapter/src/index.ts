/**
 * The bank port over HTTP for Node.js, with its own connection pool.
 *
 * @packageDocumentation
 */

export type { AuthOptions, AuthSource } from './auth/auth-options.ts'
export type { ProvidedToken, TokenProvider } from './auth/token-provider.ts'
export { createHttpBank, type HttpBankOptions } from './create-http-bank.ts'
export type { HttpBank, HttpOptions } from './http-bank.ts'
export { DEFAULT_BASE_URL } from './options/base-url.ts'
export { defaultHttpLimits, type HttpLimits } from './options/limits.ts'
export type { HttpHooks, RequestEvent, ResponseEvent } from './request/hooks.ts'
export { defaultRetryPolicy, type RetryPolicy } from './retry/retry.ts'
