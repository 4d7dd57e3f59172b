import type { Scope } from '@bank-connection/core/adapter'
import type { Problem } from '../errors/api-error.ts'
import type { World } from '../world/world.ts'
import { problemBody } from './error-envelope.ts'

/** One request as the bank sees it on its wire. */
export interface BankRequest {
  readonly method: string
  /** Absolute path with its query, percent-encoded. */
  readonly path: string
  /** Values by names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * A JSON value; a record of strings for a form; the raw text when it could not be parsed; null or undefined when there
   * is none.
   */
  readonly body: unknown
  /**
   * Scheme and host under which the client came, such as `http://127.0.0.1:4010`: absolute links begin with it. The
   * option `baseUrl` when absent.
   */
  readonly origin?: string
}

/** One answer of the bank. It shares nothing with the world. */
export interface BankResponse {
  readonly status: number
  /** Values by names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** A JSON value; null when there is none. */
  readonly body: unknown
}

/** A request on its way to the one who answers it. */
export interface RequestContext {
  readonly world: World
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  readonly request: BankRequest
  /** Decoded segments of the path that stand for parameters. */
  readonly params: readonly string[]
  /** Decoded parameters of the query. */
  readonly query: ReadonlyMap<string, string>
  /** null where no token is asked for. */
  readonly scope: Scope | null
}

/** The world after a request, and its answer. */
export type ApiResult = readonly [World, BankResponse]

export type Handler = (context: RequestContext) => ApiResult

const JSON_HEADERS = { 'content-type': 'application/json' } as const

/** An answer with a body, from a world that stays as it is. */
export const respondJson = ({ world }: RequestContext, status: number, body: unknown): ApiResult => [
  world,
  jsonResponse(status, body),
]

/** An answer with a body. */
export const jsonResponse = (status: number, body: unknown): BankResponse => ({
  status,
  headers: { ...JSON_HEADERS },
  body,
})

/** The answer 204. */
export const noContent: BankResponse = Object.freeze({ status: 204, headers: Object.freeze({}), body: null })

/** An error, from a world that stays as it is. */
export const respondProblem = (
  { world, now, request }: RequestContext,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): ApiResult => [world, problemResponse(world, now, request, problem, headers)]

/** An error as an answer. */
export const problemResponse = (
  { setup }: World,
  now: number,
  { method, path }: Pick<BankRequest, 'method' | 'path'>,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): BankResponse => ({
  status: problem.status,
  headers: { ...JSON_HEADERS, ...headers },
  body: problemBody(problem, setup.seed, now, method, path),
})

/** The type of a `Content-Type` header without its parameters, in lower case. */
export const mediaType = (contentType: string): string => contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** The members of a body that is an object; null when it is anything else. */
export const objectOf = (body: unknown): Readonly<Record<string, unknown>> | null =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>) : null

/** A member that is a text and not empty; undefined otherwise. */
export const textIn = (record: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = Object.hasOwn(record, name) ? record[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
