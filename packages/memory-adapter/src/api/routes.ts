import type { Scope } from '@bank-connection/core/adapter'
import type { Handler } from '../http/request.ts'
import { listAccounts, readAccount } from './accounts.ts'
import { deleteConnection, listConnections, readConnection } from './connections.ts'
import { createConnection } from './create-connection.ts'
import { listInstitutions, readInstitution } from './institutions.ts'
import { answerChallenge, listJobs, readJob } from './jobs.ts'
import { refreshAllConnections, refreshConnection } from './refresh-connection.ts'
import { postToken } from './token.ts'
import { listTransactions, readTransaction } from './transactions.ts'
import { updateConnection } from './update-connection.ts'
import { createUser, deleteUser, readUser } from './users.ts'

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path with its parameters in braces. */
  readonly template: string
  /** Segments of the path; null stands for a parameter. */
  readonly pattern: readonly (string | null)[]
  /** Scopes of the tokens that it takes; null: it takes none. */
  readonly scopes: readonly Scope[] | null
  /** Versions of the API, as in the token, that have it. */
  readonly versions: readonly string[]
  /** What its body may be; the first when a request does not say. */
  readonly contentTypes: readonly string[]
  readonly handle: Handler
}

/** The operation asked for with its parameters, or the methods that its path allows. */
type Found =
  | { readonly route: Route; readonly params: readonly string[] }
  | { readonly allowed: readonly string[]; readonly template: string }

/** Finds the operation; null when no operation has this path. */
export const findRoute = (method: string, segments: readonly string[]): Found | null => {
  const fitting = (byLength.get(segments.length) ?? []).filter(({ pattern }) =>
    pattern.every((part, i) => part === null || part === segments[i]),
  )
  const route = fitting.find((one) => one.method === method)
  if (route !== undefined) return { route, params: segments.filter((_, i) => route.pattern[i] === null) }
  const [first] = fitting
  return first === undefined
    ? null
    : { allowed: [...new Set(fitting.map((one) => one.method))], template: first.template }
}

const JSON_TYPE: readonly string[] = ['application/json']
/** The documented one; JSON as well, since clients send it. */
const FORM_TYPES: readonly string[] = ['application/x-www-form-urlencoded', 'application/json']
const ALL = ['1.0', '2.0', '2.1', '3.0']
/** Versions in which connections are made without the consent pages of 3.0. */
const DIRECT = ['1.0', '2.0', '2.1']
/** Versions with challenges in jobs. */
const CHALLENGING = ['2.1', '3.0']

const SERVER: readonly Scope[] = ['SERVER_ACCESS']
const CLIENT: readonly Scope[] = ['CLIENT_ACCESS']
const BOTH: readonly Scope[] = ['SERVER_ACCESS', 'CLIENT_ACCESS']

const route = (
  method: Route['method'],
  template: string,
  scopes: Route['scopes'],
  handle: Handler,
  versions = ALL,
  contentTypes = JSON_TYPE,
): Route => ({
  method,
  template,
  pattern: template
    .slice(1)
    .split('/')
    .map((part) => (part.startsWith('{') ? null : part)),
  scopes,
  versions,
  contentTypes,
  handle,
})

/** Fixed segments stand before parameters at the same place. @source Basiq API v2.1, OpenAPI `security` */
const routes: readonly Route[] = [
  route('POST', '/token', null, postToken, ALL, FORM_TYPES),
  route('GET', '/public/institutions', null, listInstitutions),
  route('GET', '/institutions', BOTH, listInstitutions, DIRECT),
  route('GET', '/institutions/{institutionId}', BOTH, readInstitution, DIRECT),
  route('POST', '/users', SERVER, createUser),
  route('GET', '/users/{userId}', BOTH, readUser),
  route('DELETE', '/users/{userId}', SERVER, deleteUser),
  route('POST', '/users/{userId}/connections', BOTH, createConnection, DIRECT),
  route('GET', '/users/{userId}/connections', SERVER, listConnections),
  route('POST', '/users/{userId}/connections/refresh', SERVER, refreshAllConnections),
  route('GET', '/users/{userId}/connections/{connectionId}', BOTH, readConnection),
  route('POST', '/users/{userId}/connections/{connectionId}', BOTH, updateConnection, DIRECT),
  route('DELETE', '/users/{userId}/connections/{connectionId}', SERVER, deleteConnection),
  route('POST', '/users/{userId}/connections/{connectionId}/refresh', SERVER, refreshConnection),
  route('GET', '/users/{userId}/jobs', SERVER, listJobs, CHALLENGING),
  route('GET', '/jobs/{jobId}', BOTH, readJob),
  route('POST', '/jobs/{jobId}/mfa', CLIENT, answerChallenge, CHALLENGING),
  route('GET', '/users/{userId}/accounts', SERVER, listAccounts),
  route('GET', '/users/{userId}/accounts/{accountId}', SERVER, readAccount),
  route('GET', '/users/{userId}/transactions', SERVER, listTransactions),
  route('GET', '/users/{userId}/transactions/{transactionId}', SERVER, readTransaction),
]

/** The paths of all operations, with their parameters in braces. */
export const templates: ReadonlySet<string> = new Set(routes.map(({ template }) => template))

const byLength: ReadonlyMap<number, readonly Route[]> = new Map(
  [1, 2, 3, 4, 5].map((length) => [length, routes.filter(({ pattern }) => pattern.length === length)]),
)
