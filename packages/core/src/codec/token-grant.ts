import * as t from 'io-ts'
import { strict } from './strict.ts'

interface AccessTokenBrand {
  readonly AccessToken: unique symbol
}

/** Longest token accepted, in UTF-16 code units; a larger one would exceed the header limits of servers. */
const TOKEN_LENGTH_MAX = 8_192

/** A text that is valid in a header: visible ASCII characters, without a space. */
const AccessToken = t.brand(
  t.string,
  (text): text is t.Branded<string, AccessTokenBrand> => text.length <= TOKEN_LENGTH_MAX && /^[\x21-\x7e]+$/.test(text),
  'AccessToken',
)

interface LifetimeBrand {
  readonly Lifetime: unique symbol
}

/** Seconds, above 0. */
const Lifetime = t.brand(
  t.number,
  (seconds): seconds is t.Branded<number, LifetimeBrand> => Number.isFinite(seconds) && seconds > 0,
  'Lifetime',
)

/**
 * The response to a token request.
 *
 * @source Basiq API v2.1, POST /token: `expires_in` is in seconds, 3600 when recorded
 */
export const TokenGrant = strict({ access_token: AccessToken, expires_in: Lifetime }, 'TokenGrant')
