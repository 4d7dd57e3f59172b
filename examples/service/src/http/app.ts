import { either as E } from 'fp-ts'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as t from 'io-ts'
import { connectionRoutes } from './connection-routes.ts'
import { eventStream } from './event-stream.ts'
import { pageFiles } from './page-files.ts'
import { problemOf, problems, sendProblem } from './problem.ts'
import { requestLog } from './request-log.ts'
import { sameOrigin } from './same-origin.ts'
import { securityHeaders } from './security-headers.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'
import { openSession, withSession } from './with-session.ts'

/** Requests to the API are rejected with 503 unless the service is open. */
export type Phase = 'starting' | 'open' | 'closing'

/** All routes of the service. */
export const createApp = async (context: ServiceContext, phase: () => Phase): Promise<Hono<RequestEnv>> => {
  const { limits, log, now, institutions, database } = context
  const whileOpen: MiddlewareHandler<RequestEnv> = async (c, next) => {
    const current = phase()
    return current === 'open' ? next() : sendProblem(c, problems[current])
  }
  const app = new Hono<RequestEnv>()
  app.use(requestLog(log, now))
  app.use(securityHeaders(context.isHttps))

  // Before the check of the host name: load balancers use any name.
  app.get('/health', whileOpen, async (c) => {
    const health = await database.query(t.unknown, 'select 1')()
    return E.isLeft(health) ? sendProblem(c, problemOf(health.left)) : c.json({ status: 'ok' })
  })

  app.use(sameOrigin(context.origins))
  app.use(bodyLimit({ maxSize: limits.bodyBytesMax, onError: (c) => sendProblem(c, problems.tooLarge) }))
  app.use('/api/*', whileOpen)
  app.post('/api/session', openSession(context))
  app.use('/api/*', withSession(context))
  app.get('/api/institutions', async (c) => {
    const listed = await institutions.list()()
    if (E.isLeft(listed)) return sendProblem(c, problemOf(listed.left))
    return c.json({
      institutions: listed.right.map(({ id, name, shortName, country, status }) => ({
        id,
        name,
        shortName,
        country,
        isDown: status === 'major-outage',
      })),
    })
  })
  app.get('/api/events', (c) => eventStream(c, context, null))
  app.route('/api/connections', connectionRoutes(context))
  app.route('/', await pageFiles())

  app.notFound((c) => sendProblem(c, problems.notFound))
  app.onError((error, c) => {
    // The message may quote the request: log only the name of the error.
    log.error({ request: c.get('requestId'), error: error.name }, 'request failed')
    return sendProblem(c, problems.broken)
  })
  return app
}
