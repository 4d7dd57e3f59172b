/**
 * The bank port over HTTP for any platform with `fetch`. Imports no Node.js modules.
 *
 * @packageDocumentation
 */

export type { AuthOptions, AuthSource } from '../auth/auth-options.ts'
export type { ProvidedToken, TokenProvider } from '../auth/token-provider.ts'
export { createFetchBank, type FetchBankOptions } from '../create-fetch-bank.ts'
export type { HttpBank, HttpOptions } from '../http-bank.ts'
export { DEFAULT_BASE_URL } from '../options/base-url.ts'
export { defaultHttpLimits, type HttpLimits } from '../options/limits.ts'
export type { HttpHooks, RequestEvent, ResponseEvent } from '../request/hooks.ts'
export { defaultRetryPolicy, type RetryPolicy } from '../retry/retry.ts'
export type { Fetch, FetchInit, FetchResponse } from '../transport/fetch-transport.ts'
