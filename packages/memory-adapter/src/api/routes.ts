import type { Scope } from '@bank-connection/core/adapter'
import type { Handler } from '../http/request.ts'
import { matchTemplates, type PathTemplate } from '../http/templates.ts'
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
  readonly template: PathTemplate
  /** Token scopes that it accepts; null: it needs no token. */
  readonly scopes: readonly Scope[] | null
  /** Versions of the API, as in the token, that have it. */
  readonly versions: readonly string[]
  /** Content types that it accepts; the first is the default. */
  readonly contentTypes: readonly string[]
  readonly handle: Handler
}

/** The operation and its parameters, or the methods that the path allows. */
type Found = { readonly route: Route; readonly params: readonly string[] } | { readonly allowed: readonly string[] }

/** Finds an operation by method and decoded path segments; null when no operation has this path. */
export const findRoute = (method: string, segments: readonly string[]): Found | null => {
  const matches = matchTemplates(segments)
  if (matches.length === 0) return null
  for (const { template, params } of matches) {
    const route = routes.find((one) => one.template === template && one.method === method)
    if (route !== undefined) return { route, params }
  }
  const fitting = routes.filter((one) => matches.some(({ template }) => template === one.template))
  return { allowed: [...new Set(fitting.map((one) => one.method))] }
}

const JSON_TYPE: readonly string[] = ['application/json']
/** The documented type, and JSON, which clients send too. */
const FORM_TYPES: readonly string[] = ['application/x-www-form-urlencoded', 'application/json']
const ALL = ['1.0', '2.0', '2.1', '3.0']
/** Versions without the consent pages of 3.0. */
const DIRECT = ['1.0', '2.0', '2.1']
/** Versions with challenges in jobs. */
const CHALLENGING = ['2.1', '3.0']

const SERVER: readonly Scope[] = ['SERVER_ACCESS']
const CLIENT: readonly Scope[] = ['CLIENT_ACCESS']
const BOTH: readonly Scope[] = ['SERVER_ACCESS', 'CLIENT_ACCESS']

const route = (
  method: Route['method'],
  template: PathTemplate,
  scopes: Route['scopes'],
  handle: Handler,
  versions = ALL,
  contentTypes = JSON_TYPE,
): Route => ({
  method,
  template,
  scopes,
  versions,
  contentTypes,
  handle,
})

/** @source Basiq API v2.1, OpenAPI `security` */
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
