import type { Clock } from '@bank-connection/core/adapter'
import type { BankRequest, BankResponse, MemoryBank } from '@bank-connection/memory-adapter'
import {
  createLastResponses,
  findRoute,
  mediaType,
  type Problem,
  parsePath,
  problemResponse,
  withoutQuery,
} from '@bank-connection/memory-adapter/serving'
import { either as E } from 'fp-ts'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { allowOf } from './allow-header.ts'
import { CONTROL_PREFIX, type Control, createControl } from './control.ts'
import { type Ending, faultyHttpResponse, toResponse } from './faulty-http-response.ts'
import { readBody } from './request-body.ts'

/** Environment of a request in the app. */
export interface RequestEnv {
  /** Scheme and host that the client used. */
  readonly origin: string
  /** Path and query, as the client sent them. */
  readonly path: string
  /** Set by the app. */
  ending: Ending
}

interface Env {
  readonly Bindings: RequestEnv
}

/** Options of the app. */
interface BankAppOptions {
  /** Whether to serve the control endpoints. */
  readonly control: boolean
  /** Clock of delays by faults. */
  readonly clock: Clock
}

/** The bank as a web application, with a {@link RequestEnv} as its environment. Its `fetch` never rejects. */
export const createBankApp = (bank: MemoryBank, { control: hasControl, clock }: BankAppOptions): Hono<Env> => {
  const control = hasControl ? createControl(bank) : null
  const { get, set } = createLastResponses<BankResponse>()

  const refusal = ({ req, env: { path } }: Context<Env>, problem: Problem, headers = {}): Response =>
    toResponse(problemResponse(bank.world(), bank.clock.now(), { method: req.method, path }, problem, headers))

  const receive = async ({ req, env }: Context<Env>, type: string): Promise<E.Either<Problem, BankRequest>> => {
    const method = req.method === 'HEAD' ? 'GET' : req.method
    const { path, origin } = env
    const headers = Object.fromEntries(req.raw.headers)
    const read = await bank.freezeTime(() => readBody(req.raw, type))
    return E.map((body): BankRequest => ({ method, path, headers, body, origin }))(read)
  }

  const answer = async (c: Context<Env>): Promise<Response> => {
    const { env, req } = c
    const type = req.header('content-type')
    const request = await receive(c, type === undefined ? defaultType(req.method, env.path) : mediaType(type))
    if (E.isLeft(request)) return refusal(c, request.left)
    const { path, method } = request.right
    const deliver = async (): Promise<BankResponse> => {
      const answered = withAllow(await bank.handle(request.right), withoutQuery(path))
      if (method === 'GET' && answered.status < 300) set(path, answered)
      return answered
    }
    const fault = bank.takeFault(req.method, path)
    if (fault === null) return toResponse(await deliver())
    const { response, ending } = await faultyHttpResponse(fault, {
      method,
      path,
      deliver,
      earlier: method === 'GET' ? get(path) : null,
      gone: req.raw.signal,
      clock,
      bankClock: bank.clock,
    })
    env.ending = ending
    return response
  }

  const controlWith =
    ({ handle }: Control) =>
    async (c: Context<Env>): Promise<Response> => {
      // The Content-Type header is optional, for calls by hand.
      const request = await receive(c, 'application/json')
      return E.isLeft(request) ? refusal(c, request.left) : toResponse(await handle(request.right))
    }

  // Route by the path that the client sent, not by its normalized form.
  const app = new Hono<Env>({ getPath: (_, options) => withoutQuery(options?.env?.path ?? '/') })
  if (control !== null) app.all(`${CONTROL_PREFIX}*`, controlWith(control))
  app.options('*', (c, next) => (isPreflight(c) ? next() : (answerOptions(c.env.path) ?? answer(c))))
  app.use(cors(ANY_PAGE))
  app.all('*', answer)
  app.onError((_, c) => refusal(c, { status: 500, code: 'internal-server-error', title: 'Internal server error' }))
  return app
}

/** CORS: allows pages of any origin to send any headers, which the middleware reflects. */
const ANY_PAGE = {
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
  exposeHeaders: ['retry-after'],
  maxAge: 600,
}

/** Whether a request is a CORS preflight. */
const isPreflight = ({ req }: Context): boolean => req.header('access-control-request-method') !== undefined

/** Allowed methods of a path; null when no operation has it. */
const allowAt = (path: string): string | null => {
  const found = findRoute('OPTIONS', parsePath(path)?.segments ?? [])
  return found === null || 'route' in found ? null : allowOf(found.allowed)
}

const answerOptions = (path: string): Response | null => {
  const allow = allowAt(path)
  return allow === null
    ? null
    : new Response(null, { status: 204, headers: { allow, 'access-control-allow-origin': '*' } })
}

/** Adds the methods that are handled here to the `Allow` header of the bank. */
const withAllow = (response: BankResponse, path: string): BankResponse => {
  const allow = response.status === 405 ? allowAt(path) : null
  return allow === null ? response : { ...response, headers: { ...response.headers, allow } }
}

/** Media type of a request without a `Content-Type` header. */
const defaultType = (method: string, path: string): string => {
  const found = findRoute(method, parsePath(path)?.segments ?? [])
  return found !== null && 'route' in found ? (found.route.contentTypes[0] ?? '') : ''
}
