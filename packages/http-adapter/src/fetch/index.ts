/**
 * A bank behind HTTP, for any platform that has `fetch`. Imports nothing of Node.
 *
 * @packageDocumentation
 */

export type { HttpAccess, TokenAccess } from '../access.ts'
export { DEFAULT_BASE_URL } from '../base-url.ts'
export { createFetchBank, type FetchBankOptions } from '../create-fetch-bank.ts'
export type { Fetch, FetchInit, FetchResponse } from '../fetch-transport.ts'
export type { HttpHooks, RequestEvent, ResponseEvent } from '../hooks.ts'
export type { HttpBank, HttpOptions } from '../http-bank.ts'
export { defaultHttpLimits, type HttpLimits } from '../limits.ts'
export { defaultRetryPolicy, type RetryPolicy } from '../retry.ts'
export type { ProvidedToken, TokenProvider } from '../token-provider.ts'
