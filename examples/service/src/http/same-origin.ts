import type { MiddlewareHandler } from 'hono'
import { problems, refuse } from './problem.ts'

/**
 * Lets in what comes from this service's own pages. The name by which it is reached is checked, which keeps out a page whose
 * name somebody points at this machine; what changes anything must say that it comes from here, and be JSON, which no form of another site can
 * send.
 *
 * @param origins - scheme, host and port under which the service is reached; asked for each request
 */
export const sameOrigin =
  (origins: () => readonly string[]): MiddlewareHandler =>
  async (c, next) => {
    const known = origins()
    const host = c.req.header('host') ?? ''
    if (!known.some((origin) => origin.endsWith(`//${host}`))) return refuse(c, problems.unknownHost)
    const origin = c.req.header('origin')
    if (origin !== undefined && !known.includes(origin)) return refuse(c, problems.foreignOrigin)
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (origin === undefined) return refuse(c, problems.foreignOrigin)
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/json(?:;|$)/i.test(type)) return refuse(c, problems.notJson)
    return next()
  }
