import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Logger } from 'pino'
import type { RequestEnv } from './service-context.ts'

/** Logs each response with its route, never the path, a body, a header or a cookie. */
export const requestLog =
  (log: Logger, now: () => number): MiddlewareHandler<RequestEnv> =>
  async (c, next) => {
    const requestId = randomUUID()
    const begunAt = now()
    c.set('requestId', requestId)
    c.set('log', log.child({ request: requestId }))
    await next()
    c.res.headers.set('x-request-id', requestId)
    const { status } = c.res
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info'
    const route = routePath(c, -1)
    c.get('log')[level]({ method: c.req.method, route, status, durationMs: now() - begunAt }, 'request')
  }
