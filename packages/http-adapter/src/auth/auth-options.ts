import { readToken, requireOption, type Scope, tokenForm } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { type BaseUrl, requestPath } from '../options/base-url.ts'
import type { Call } from '../request/call.ts'
import { executeRequest, type RequestContext } from '../request/execute-request.ts'
import type { HttpRequest } from '../transport/transport.ts'
import type { TokenResult } from './token-cache.ts'
import { type TokenProvider, tokenFromProvider } from './token-provider.ts'

/** Source of tokens: an API key or a token provider. */
export type AuthSource =
  /** API key as the dashboard shows it, already base64. Keep it on a server, never in a browser. */
  | { readonly apiKey: string; readonly token?: undefined }
  /** Token provider. In a browser, get tokens from your server so that the API key stays there. */
  | { readonly token: TokenProvider; readonly apiKey?: undefined }

/** Token source and API version. */
export type AuthOptions = AuthSource & {
  /** API version of requested tokens. Default: `2.1`; later versions do not create connections directly */
  readonly version?: string
}

/**
 * Validates the options without a request.
 *
 * @throws Error if an option is invalid
 */
export const validateAuthOptions = ({ apiKey, token, version }: AuthOptions): void => {
  requireOption(
    (apiKey === undefined) !== (token === undefined),
    'give either apiKey, the API key from the dashboard, or token, a function that returns tokens, but not both',
  )
  requireOption(
    token === undefined || typeof token === 'function',
    'token must be a function that returns a token for a scope; pass an API key as apiKey',
  )
  requireOption(
    apiKey === undefined || (typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey)),
    'apiKey must be the text that the dashboard shows, without spaces or line breaks; it is already base64',
  )
  requireOption(
    version === undefined || /^[\w.-]{1,20}$/.test(version),
    'version must be an API version such as 2.1; omit it for 2.1',
  )
}

const DEFAULT_VERSION = '2.1'

/** Gets a new token from the API or the provider. Never rejects. */
export const requestToken = async (
  { apiKey, token, version = DEFAULT_VERSION }: AuthOptions,
  scope: Scope,
  context: RequestContext,
  base: BaseUrl,
  call: Call,
): Promise<TokenResult> => {
  if (apiKey === undefined) return tokenFromProvider(token, scope, call)
  const request: HttpRequest = {
    method: 'POST',
    path: requestPath(base, '/token'),
    headers: {
      accept: 'application/json',
      authorization: `Basic ${apiKey}`,
      'basiq-version': version,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: tokenForm(scope),
  }
  const prepared = { request, template: '/token', isSafe: true, priority: 'token' } as const
  const response = await executeRequest(context, prepared, call)
  return E.isLeft(response) ? response : readToken(response.right, [apiKey])
}
