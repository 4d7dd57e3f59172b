import type { Account } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { Hono } from 'hono'
import * as t from 'io-ts'
import { eventStream } from './event-stream.ts'
import { problemOf, problems, rateLimited, sendProblem } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { connectionBody, readBody, respond } from './respond.ts'
import { secretRoutes } from './secret-routes.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

const KEY = /^[\w-]{8,100}$/
const StartBody = t.strict({ institutionId: t.string }, 'StartBody')

/** `/api/connections`: the connections of the user. */
export const connectionRoutes = (context: ServiceContext): Hono<RequestEnv> => {
  const { connections, institutions, limits, now } = context
  const starts = createRateLimit(limits.starts)
  const app = new Hono<RequestEnv>()
  app.route('/', secretRoutes(context))

  app.get('/', async (c) => {
    return respond(c, await connections.list(c.get('user'))(), (list) => ({
      now: context.bank.clock.now(),
      connections: list,
    }))
  })

  app.post('/', async (c) => {
    const key = c.req.header('idempotency-key') ?? ''
    if (!KEY.test(key)) return sendProblem(c, problems.noKey)
    const body = await readBody(c, StartBody)
    if (E.isLeft(body)) return sendProblem(c, body.left)
    const waitMs = starts(c.get('user').id, now())
    if (waitMs > 0) return sendProblem(c, rateLimited(waitMs))
    const listed = await institutions.list()()
    if (E.isLeft(listed)) return sendProblem(c, problemOf(listed.left))
    const institution = institutions.known(body.right.institutionId)
    if (institution === null) return sendProblem(c, problems.noInstitution)
    const started = await connections.start(c.get('user'), institution, key)()
    if (E.isLeft(started)) return sendProblem(c, problemOf(started.left))
    const { connection, isNew } = started.right
    c.get('log').info({ connection: connection.id, isNew }, 'connection started')
    return c.json({ now: context.bank.clock.now(), connection }, isNew ? 201 : 200)
  })

  app.get('/:id', async (c) =>
    respond(c, await connections.find(c.get('user'), c.req.param('id'))(), connectionBody(context)),
  )

  app.get('/:id/events', (c) => eventStream(c, context, c.req.param('id')))

  app.post('/:id/cancel', async (c) =>
    respond(c, await connections.cancel(c.get('user'), c.req.param('id'))(), connectionBody(context), 202),
  )

  app.post('/:id/refresh', async (c) => {
    const id = c.req.param('id')
    const owned = await connections.find(c.get('user'), id)()
    if (E.isLeft(owned)) return sendProblem(c, problemOf(owned.left))
    const waitMs = starts(c.get('user').id, now())
    if (waitMs > 0) return sendProblem(c, rateLimited(waitMs))
    return respond(c, await connections.refresh(c.get('user'), id)(), connectionBody(context), 202)
  })

  app.delete('/:id', async (c) =>
    respond(c, await connections.remove(c.get('user'), c.req.param('id'))(), () => ({ removed: true })),
  )

  app.get('/:id/accounts', async (c) =>
    respond(c, await connections.accounts(c.get('user'), c.req.param('id'))(), (accounts) => ({
      accounts: accounts.map(publicAccount),
    })),
  )

  return app
}

/** What a page shows of an account: only the last four digits of its number. */
const publicAccount = ({ id, name, accountNo, balance, availableFunds, currency, lastUpdated, ...rest }: Account) => ({
  id,
  name,
  accountNo: accountNo === null ? null : `•••• ${accountNo.slice(-4)}`,
  type: rest.class?.type ?? null,
  balance,
  availableFunds,
  currency,
  lastUpdated,
})
