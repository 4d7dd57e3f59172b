import { notFound, type Problem, problems, unsupportedAccept, unsupportedContentType } from '../errors/api-error.ts'
import { parsePath } from '../http/path.ts'
import { type ApiResult, type BankRequest, mediaType, type RequestContext, respondProblem } from '../http/request.ts'
import { withinDates } from '../world/dates.ts'
import type { World } from '../world/world.ts'
import { countRequest, retryAfterHeaders } from './request-limit.ts'
import { findRoute, type Route } from './routes.ts'
import { readBearer, type TokenClaims } from './token.ts'

/**
 * Handles one request. Pure and total: the same world, time and request give the same world and the same bytes, and the
 * input is not mutated.
 *
 * @param at - milliseconds since the Unix epoch, not earlier than in the previous request. Clamped to the range of dates;
 * NaN becomes 0
 */
export const respond = (world: World, at: number, request: BankRequest): ApiResult => {
  if (request.origin === undefined) return respondFrom(world, at, request)
  const [next, response] = respondFrom({ ...world, setup: { ...world.setup, baseUrl: request.origin } }, at, request)
  // The origin is not part of the world, so that a world behind a socket equals one in memory.
  return [{ ...next, setup: world.setup }, response]
}

const respondFrom = (world: World, at: number, request: BankRequest): ApiResult => {
  const now = withinDates(at)
  const [counted, waitMs] = countRequest(world, now)
  const address = parsePath(request.path)
  const context: RequestContext = {
    world: counted,
    now,
    request,
    params: [],
    query: address?.query ?? new Map(),
    scope: null,
  }
  if (waitMs !== null)
    return respondProblem(
      context,
      problems.requestsTooMany,
      retryAfterHeaders(counted.setup, now + counted.clockSkewMs, waitMs),
    )
  const found = findRoute(request.method, address?.segments ?? [])
  if (found === null) return respondProblem(context, notFound())
  if ('allowed' in found) return respondProblem(context, problems.methodNotAllowed, { allow: found.allowed.join(', ') })
  const { route, params } = found
  const claims = route.scopes === null ? null : readBearer(counted, now, request.headers['authorization'])
  if (claims !== null && 'code' in claims) return respondProblem(context, claims)
  const problem = problemOf(route, request, claims)
  return problem === null
    ? route.handle({ ...context, params, scope: claims?.scope ?? null })
    : respondProblem(context, problem)
}

const problemOf = (route: Route, { headers, body }: BankRequest, claims: TokenClaims | null): Problem | null => {
  if (claims !== null && !route.versions.includes(claims.version)) return problems.routeNotInVersion
  if (claims !== null && route.scopes?.includes(claims.scope) === false) return problems.scopeWrong
  const accept = headers['accept'] ?? ''
  if (accept !== '' && !/application\/json|application\/\*|\*\/\*/i.test(accept)) return unsupportedAccept(accept)
  const contentType = headers['content-type'] ?? ''
  const hasBody = body !== undefined && body !== null && body !== ''
  const fits = route.contentTypes.includes(mediaType(contentType))
  return hasBody && contentType !== '' && !fits ? unsupportedContentType(contentType) : null
}
