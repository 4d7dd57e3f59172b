import type { MiddlewareHandler } from 'hono'
import { problems, sendProblem } from './problem.ts'

/**
 * Accepts only requests from the service's own pages. The Host check prevents DNS rebinding. Requests that change anything
 * need a matching Origin and a JSON body, which a form of another site cannot send.
 *
 * @param origins - the origins of the service; read for each request
 */
export const sameOrigin =
  (origins: () => readonly string[]): MiddlewareHandler =>
  async (c, next) => {
    const known = origins()
    const host = c.req.header('host') ?? ''
    if (!known.some((origin) => origin.endsWith(`//${host}`))) return sendProblem(c, problems.unknownHost)
    const origin = c.req.header('origin')
    if (origin !== undefined && !known.includes(origin)) return sendProblem(c, problems.foreignOrigin)
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (origin === undefined) return sendProblem(c, problems.foreignOrigin)
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/json(?:;|$)/i.test(type)) return sendProblem(c, problems.notJson)
    return next()
  }
