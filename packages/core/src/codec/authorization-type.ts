import type * as t from 'io-ts'
import { openKeyof } from './open.ts'

/**
 * How an institution authenticates a user.
 *
 * @source Basiq API v2.1, Institutions; `user-token` is the other spelling of `token` on the page "Institutions";
 * `other` is in the OpenAPI file and cannot be connected through the web
 */
export const AuthorizationType = openKeyof(
  { user: null, token: null, 'user-token': null, 'user-mfa': null, 'user-mfa-intermittent': null, other: null },
  'AuthorizationType',
)
export type AuthorizationType = t.TypeOf<typeof AuthorizationType>
