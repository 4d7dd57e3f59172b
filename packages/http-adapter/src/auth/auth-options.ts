import { readToken, type Scope, tokenForm } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { type BaseUrl, targetOf } from '../options/base-url.ts'
import { requireOption } from '../options/require-option.ts'
import type { Call } from '../request/call.ts'
import { type Carriage, carry } from '../request/execute-request.ts'
import type { HttpRequest } from '../transport/transport.ts'
import type { TokenResult } from './token-cache.ts'
import { providedToken, type TokenProvider } from './token-provider.ts'

/** Who the service is. */
export type HttpAccess =
  /** The API key as the dashboard shows it: it is base64 already. It belongs on a server, never into a browser. */
  | { readonly apiKey: string; readonly token?: undefined }
  /** Where tokens come from instead: in a browser from a server of yours, so that the key stays there. */
  | { readonly token: TokenProvider; readonly apiKey?: undefined }

/** Whence tokens come, and of which version of the API they are. */
export type TokenAccess = HttpAccess & {
  /** The version of the API that tokens are asked for. `2.1`: later ones do not create connections directly */
  readonly version?: string
}

/**
 * Holds what can be told of an access without asking.
 *
 * @throws Error that names the option and the remedy
 */
export const demandAccess = ({ apiKey, token, version }: TokenAccess): void => {
  requireOption(
    (apiKey === undefined) !== (token === undefined),
    'apiKey or token must be given, and not both: the API key of the dashboard, or where tokens come from',
  )
  requireOption(
    token === undefined || typeof token === 'function',
    'token must be a function that gives a token for a scope; a key of the API goes into apiKey',
  )
  requireOption(
    apiKey === undefined || (typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey)),
    'apiKey must be the text that the dashboard shows, without spaces and line breaks; it is base64 already',
  )
  requireOption(
    version === undefined || /^[\w.-]{1,20}$/.test(version),
    'version must be one such as 2.1; leave it out for 2.1',
  )
}

const DEFAULT_VERSION = '2.1'

/** One new token. Never rejects. */
export const newToken = async (
  { apiKey, token, version = DEFAULT_VERSION }: TokenAccess,
  scope: Scope,
  carriage: Carriage,
  base: BaseUrl,
  call: Call,
): Promise<TokenResult> => {
  if (apiKey === undefined) return providedToken(token, scope, call)
  const request: HttpRequest = {
    method: 'POST',
    path: targetOf(base, '/token'),
    headers: {
      accept: 'application/json',
      authorization: `Basic ${apiKey}`,
      'basiq-version': version,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: tokenForm(scope),
  }
  const parcel = { request, template: '/token', isSafe: true, rank: 'token' } as const
  const answer = await carry(carriage, parcel, call)
  return E.isLeft(answer) ? answer : readToken(answer.right, [apiKey])
}
