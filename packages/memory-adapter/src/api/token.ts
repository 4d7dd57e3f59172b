import type { Scope } from '@bank-connection/core/adapter'
import { notValid, type Problem, problems } from '../errors/api-error.ts'
import { type Handler, objectOf, respondJson, respondProblem } from '../http/request.ts'
import { decodeBase64, decodeBase64Url, encodeBase64Url } from '../world/base64.ts'
import { digest } from '../world/hash.ts'
import { digestApiKey, type Setup } from '../world/setup.ts'
import type { World } from '../world/world.ts'

/** Lifetime of a token, in seconds. @source Basiq API v2.1, Authentication */
export const TOKEN_SECONDS = 3600

/** Claims of a token. */
export interface TokenClaims {
  readonly scope: Scope
  /** `2.1`, or another version of the API. */
  readonly version: string
  /** Seconds since the Unix epoch. */
  readonly exp: number
  /** See `World.tokenGeneration`; tokens of the first generation omit it. */
  readonly generation: number
}

/** Versions that `POST /token` accepts. */
const VERSIONS = ['1.0', '2.0', '2.1', '3.0']

/** @source Basiq API v2.1, Authentication; HTTP errors per endpoint; we chose the texts for an unknown version or scope */
export const postToken: Handler = (context) => {
  const { world, now, request } = context
  const seed = world.setup.seed
  const version = request.headers['basiq-version']
  const authorization = request.headers['authorization']
  if (version === undefined || version === '') return respondProblem(context, versionMissing)
  if (version === '0.9')
    return respondProblem(
      context,
      notValid('Version 0.9 is no longer supported. Please upgrade to the latest version', versionSource),
    )
  if (!VERSIONS.includes(version))
    return respondProblem(context, notValid('Basiq-version value is not valid', versionSource))
  if (authorization === undefined || authorization === '')
    return respondProblem(context, notValid('Authorization header parameter is required', keySource))
  const key = /^Basic (.+)$/i.exec(authorization)?.[1] ?? ''
  if (digestApiKey(seed, key) !== world.setup.apiKey) {
    const isKey = (decodeBase64(key) ?? '').includes(':')
    return respondProblem(context, isKey ? problems.keyUnknown : notValid('Invalid authorization header', keySource))
  }
  const form = formOf(request.body)
  if (form === null) return respondProblem(context, problems.contentMalformed)
  const scope = form['scope'] === undefined ? 'SERVER_ACCESS' : form['scope']
  if (!isScope(scope)) return respondProblem(context, notValid('Scope value is not valid', { parameter: 'scope' }))
  return respondJson(context, 200, {
    access_token: writeToken(world, now + world.clockSkewMs, scope, version),
    token_type: 'Bearer',
    expires_in: TOKEN_SECONDS,
  })
}

/** The claims of the bearer token in an `Authorization` header, or why it is rejected. */
export const readBearer = (world: World, now: number, authorization = ''): TokenClaims | Problem => {
  const claims = claimsIn(world.setup, authorization)
  if (claims === null) return problems.tokenInvalid
  const isOver = now + world.clockSkewMs >= claims.exp * 1000 || claims.generation < world.tokenGeneration
  return isOver ? problems.tokenExpired : claims
}

/** Cache by header: clients send the same token with every request for an hour. */
const lastRead = new WeakMap<Setup, Map<string, TokenClaims>>()

/** Maximum cached headers per bank. */
const HEADERS_MAX = 16

/** The claims of a token issued by this bank, expired or not; null for any other. Pure, except for the cache. */
const claimsIn = (setup: Setup, authorization: string): TokenClaims | null => {
  const read = lastRead.get(setup) ?? new Map<string, TokenClaims>()
  const known = read.get(authorization)
  if (known !== undefined) return known
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1] ?? ''
  const signed = token.slice(0, token.lastIndexOf('.'))
  if (token === '' || token !== signToken(setup, signed)) return null
  const claims = readClaims(signed.slice(signed.indexOf('.') + 1))
  if (claims === null) return null
  if (read.size >= HEADERS_MAX) read.clear()
  lastRead.set(setup, read.set(authorization, claims))
  return claims
}

/** Header and claims with their signature, which depends on the bank's seed and API key. */
const signToken = ({ seed, apiKey }: Setup, signed: string): string =>
  `${signed}.${digest(seed, 'signature', apiKey, signed)}`

const versionSource = { parameter: 'basiq-version', pointer: 'header/basiq-version' }
const keySource = { parameter: 'authorization', pointer: 'header/authorization' }
const versionMissing = notValid('Basiq-version must be specified in HTTP request header', versionSource)

/** The fields of a form; null when the body is not a form. A missing body has no fields. */
const formOf = (body: unknown): Readonly<Record<string, unknown>> | null =>
  body === undefined || body === null || body === '' ? {} : objectOf(body)

const isScope = (u: unknown): u is Scope => u === 'SERVER_ACCESS' || u === 'CLIENT_ACCESS'

const readClaims = (text: string): TokenClaims | null => {
  const { scope, version, exp, generation = 0 } = objectOf(parseJson(decodeBase64Url(text) ?? '')) ?? {}
  if (!isScope(scope) || typeof version !== 'string' || typeof exp !== 'number') return null
  return typeof generation === 'number' ? { scope, version, exp, generation } : null
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const HEADER = encodeBase64Url(JSON.stringify({ alg: 'HS256', typ: 'JWT' }))

const writeToken = ({ setup, tokenGeneration }: World, now: number, scope: Scope, version: string): string => {
  const claims = {
    partnerid: digest(setup.seed, 'partner'),
    applicationid: digest(setup.seed, 'application'),
    scope,
    exp: Math.ceil(now / 1000) + TOKEN_SECONDS,
    iat: Math.floor(now / 1000),
    version,
    ...(tokenGeneration === 0 ? {} : { generation: tokenGeneration }),
  }
  return signToken(setup, `${HEADER}.${encodeBase64Url(JSON.stringify(claims))}`)
}
