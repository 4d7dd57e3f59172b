import { either as E, function as F } from 'fp-ts'
import type * as t from 'io-ts'
import { Account } from '../codec/account.ts'
import { Connection } from '../codec/connection.ts'
import { CREDENTIAL_FIELDS, type Credentials } from '../codec/credentials.ts'
import { Institution } from '../codec/institution.ts'
import { Job, JobRef } from '../codec/job.ts'
import { listOf } from '../codec/list.ts'
import { ConnectionUpdate, givenMembers, MfaAnswers, NewConnection } from '../codec/request-body.ts'
import { TransactionPage } from '../codec/transaction.ts'
import { User } from '../codec/user.ts'
import type { MalformedResponse } from '../failure/port-error.ts'
import { decodeWith } from './decode.ts'
import {
  accountConditions,
  type Condition,
  connectionConditions,
  institutionConditions,
  jobConditions,
  transactionConditions,
} from './filter.ts'
import type { BankCalls, Call, JobStart } from './port.ts'
import type { Scope, WireRequest } from './wire.ts'

type Read<A> = (body: unknown) => E.Either<MalformedResponse, A>

/** One operation of the API: how to build its request and read its response. Pure data and functions. */
export interface Endpoint<I, A> {
  readonly method: WireRequest['method']
  /** The path; a name in braces is replaced by the input's id of that name. */
  readonly template: string
  /** `SERVER_ACCESS` when absent. */
  readonly scope?: Scope
  /** The filter parameter of the query. */
  readonly filter?: (input: I) => readonly Condition[]
  /** Other query parameters; `null` ones are left out. */
  readonly query?: (input: I) => Readonly<Record<string, string | null>>
  readonly body?: (input: I) => unknown
  /** The secrets in the body. */
  readonly secrets?: (input: I) => readonly string[]
  /** How to decode the response, by success status. */
  readonly read: Readonly<Record<number, Read<A>>>
}

export type Endpoints = {
  readonly [K in keyof BankCalls]: BankCalls[K] extends Call<infer I, infer A> ? Endpoint<I, A> : never
}

const reads = <A>(status: number, codec: t.Decoder<unknown, A>): Readonly<Record<number, Read<A>>> => ({
  [status]: decodeWith(codec),
})

const ignored: Read<void> = () => E.right(undefined)

const startedAs = (outcome: JobStart['outcome']): Read<JobStart> =>
  F.flow(
    decodeWith(JobRef),
    E.map(({ id }) => ({ outcome, jobId: id })),
  )

const started = { 202: startedAs('created'), 200: startedAs('alreadyRunning') }

const startedAll = F.flow(
  decodeWith(listOf(JobRef)),
  E.map((jobs) => jobs.map(({ id }) => id)),
)

const secretsOf = ({ credentials }: { readonly credentials: Credentials }): readonly string[] =>
  Object.values(givenMembers(credentials, CREDENTIAL_FIELDS))

/**
 * Every operation of the API that the library uses.
 *
 * @source Basiq API v2.1, the page and the OpenAPI entry of each path; scopes are those of the OpenAPI file's `security`,
 * where `POST /jobs/{jobId}/mfa` alone needs `CLIENT_ACCESS` and every other takes `SERVER_ACCESS`
 */
export const endpoints: Endpoints = {
  createUser: {
    method: 'POST',
    template: '/users',
    body: (user) => givenMembers(user, ['email', 'mobile', 'firstName', 'lastName']),
    read: reads(201, User),
  },
  getUser: { method: 'GET', template: '/users/{userId}', read: reads(200, User) },
  deleteUser: { method: 'DELETE', template: '/users/{userId}', read: { 204: ignored } },
  listInstitutions: {
    method: 'GET',
    template: '/institutions',
    filter: ({ filter = {} }) => institutionConditions(filter),
    read: reads(200, listOf(Institution)),
  },
  getInstitution: { method: 'GET', template: '/institutions/{institutionId}', read: reads(200, Institution) },
  createConnection: {
    method: 'POST',
    template: '/users/{userId}/connections',
    body: NewConnection.encode,
    secrets: secretsOf,
    read: started,
  },
  listConnections: {
    method: 'GET',
    template: '/users/{userId}/connections',
    filter: ({ filter = {} }) => connectionConditions(filter),
    read: reads(200, listOf(Connection)),
  },
  getConnection: {
    method: 'GET',
    template: '/users/{userId}/connections/{connectionId}',
    read: reads(200, Connection),
  },
  refreshConnection: {
    method: 'POST',
    template: '/users/{userId}/connections/{connectionId}/refresh',
    read: started,
  },
  refreshAllConnections: {
    method: 'POST',
    template: '/users/{userId}/connections/refresh',
    read: { 202: startedAll, 200: startedAll },
  },
  updateConnection: {
    method: 'POST',
    template: '/users/{userId}/connections/{connectionId}',
    body: ({ credentials }) => ConnectionUpdate.encode(credentials),
    secrets: secretsOf,
    read: started,
  },
  deleteConnection: {
    method: 'DELETE',
    template: '/users/{userId}/connections/{connectionId}',
    read: { 204: ignored },
  },
  getJob: { method: 'GET', template: '/jobs/{jobId}', read: reads(200, Job) },
  listJobs: {
    method: 'GET',
    template: '/users/{userId}/jobs',
    filter: jobConditions,
    read: reads(200, listOf(Job)),
  },
  answerMfa: {
    method: 'POST',
    template: '/jobs/{jobId}/mfa',
    scope: 'CLIENT_ACCESS',
    body: ({ answers }) => MfaAnswers.encode(answers),
    secrets: ({ answers }) => answers,
    read: { 202: ignored, 200: ignored },
  },
  listAccounts: {
    method: 'GET',
    template: '/users/{userId}/accounts',
    filter: ({ filter = {} }) => accountConditions(filter),
    read: reads(200, listOf(Account)),
  },
  listTransactions: {
    method: 'GET',
    template: '/users/{userId}/transactions',
    filter: ({ filter = {} }) => transactionConditions(filter),
    query: ({ limit, cursor }) => ({ limit: limit === undefined ? null : String(limit), next: cursor }),
    read: reads(200, TransactionPage),
  },
}
