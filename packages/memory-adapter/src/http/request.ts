import type { Scope } from '@bank-connection/core/adapter'
import type { Problem } from '../errors/api-error.ts'
import type { World } from '../world/world.ts'
import { problemBody } from './error-envelope.ts'

/** A request to the simulated bank. */
export interface BankRequest {
  readonly method: string
  /** Absolute path with its query, percent-encoded. */
  readonly path: string
  /** Values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * A JSON value; a record of strings for a form; the raw text when it could not be parsed; null or undefined without a
   * body.
   */
  readonly body: unknown
  /**
   * Scheme and host for absolute links, such as `http://127.0.0.1:4010`. Default: the option `baseUrl`
   */
  readonly origin?: string
}

/** A response of the simulated bank. It shares no objects with the world. */
export interface BankResponse {
  readonly status: number
  /** Values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** A JSON value; null without a body. */
  readonly body: unknown
}

/** A routed request. */
export interface RequestContext {
  readonly world: World
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  readonly request: BankRequest
  /** Decoded path parameters. */
  readonly params: readonly string[]
  /** Decoded query parameters. */
  readonly query: ReadonlyMap<string, string>
  /** Scope of the token; null where none is required. */
  readonly scope: Scope | null
}

/** The world after a request, and the response. */
export type ApiResult = readonly [World, BankResponse]

export type Handler = (context: RequestContext) => ApiResult

const JSON_HEADERS = { 'content-type': 'application/json' } as const

/** A JSON response that leaves the world unchanged. */
export const respondJson = ({ world }: RequestContext, status: number, body: unknown): ApiResult => [
  world,
  jsonResponse(status, body),
]

/** A response with a JSON body. */
export const jsonResponse = (status: number, body: unknown): BankResponse => ({
  status,
  headers: { ...JSON_HEADERS },
  body,
})

/** A 204 response. */
export const noContent: BankResponse = Object.freeze({ status: 204, headers: Object.freeze({}), body: null })

/** An error response that leaves the world unchanged. */
export const respondProblem = (
  { world, now, request }: RequestContext,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): ApiResult => [world, problemResponse(world, now, request, problem, headers)]

/** An error response. */
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

/** Media type of a `Content-Type` header, in lower case, without parameters. */
export const mediaType = (contentType: string): string => contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** The value if it is an object, else null. */
export const objectOf = (body: unknown): Readonly<Record<string, unknown>> | null =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>) : null

/** The member if it is a non-empty string, else undefined. */
export const textIn = (record: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = Object.hasOwn(record, name) ? record[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
