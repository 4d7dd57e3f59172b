import type { Account } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { Hono } from 'hono'
import * as t from 'io-ts'
import { eventStream } from './event-stream.ts'
import { problemOf, problems, refuse, tooMany } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { answer, readBody, shown } from './respond.ts'
import { secretRoutes } from './secret-routes.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

const Key = /^[\w-]{8,100}$/
const BeginBody = t.strict({ institutionId: t.string }, 'BeginBody')
/** `/api/connections`: what a person does with theirs. */
export const connectionRoutes = (context: ServiceContext): Hono<RequestEnv> => {
  const { connections, institutions, limits, now } = context
  const begins = createRateLimit(limits.begins)
  const app = new Hono<RequestEnv>()
  app.route('/', secretRoutes(context))

  app.get('/', async (c) => {
    return answer(c, await connections.list(c.get('user'))(), (list) => ({
      now: context.bank.clock.now(),
      connections: list,
    }))
  })

  app.post('/', async (c) => {
    const key = c.req.header('idempotency-key') ?? ''
    if (!Key.test(key)) return refuse(c, problems.noKey)
    const body = await readBody(c, BeginBody)
    if (E.isLeft(body)) return refuse(c, body.left)
    const begunMs = begins(c.get('user').id, now())
    if (begunMs > 0) return refuse(c, tooMany(begunMs))
    const listed = await institutions.list()()
    if (E.isLeft(listed)) return refuse(c, problemOf(listed.left))
    const institution = institutions.known(body.right.institutionId)
    if (institution === null) return refuse(c, problems.noInstitution)
    const begun = await connections.begin(c.get('user'), institution, key)()
    if (E.isLeft(begun)) return refuse(c, problemOf(begun.left))
    const { connection, isNew } = begun.right
    c.get('log').info({ connection: connection.id, isNew }, 'connection begun')
    return c.json({ now: context.bank.clock.now(), connection }, isNew ? 201 : 200)
  })

  app.get('/:id', async (c) => answer(c, await connections.find(c.get('user'), c.req.param('id'))(), shown(context)))

  app.get('/:id/events', (c) => eventStream(c, context, c.req.param('id')))

  app.post('/:id/cancel', async (c) =>
    answer(c, await connections.cancel(c.get('user'), c.req.param('id'))(), shown(context), 202),
  )

  app.post('/:id/refresh', async (c) => {
    const id = c.req.param('id')
    const owned = await connections.find(c.get('user'), id)()
    if (E.isLeft(owned)) return refuse(c, problemOf(owned.left))
    const ms = begins(c.get('user').id, now())
    if (ms > 0) return refuse(c, tooMany(ms))
    return answer(c, await connections.refresh(c.get('user'), id)(), shown(context), 202)
  })

  app.delete('/:id', async (c) =>
    answer(c, await connections.remove(c.get('user'), c.req.param('id'))(), () => ({ removed: true })),
  )

  app.get('/:id/accounts', async (c) =>
    answer(c, await connections.accounts(c.get('user'), c.req.param('id'))(), (accounts) => ({
      accounts: accounts.map(shownAccount),
    })),
  )

  return app
}

/** What a page shows of an account: of its number the last four digits. */
const shownAccount = ({ id, name, accountNo, balance, availableFunds, currency, lastUpdated, ...rest }: Account) => ({
  id,
  name,
  accountNo: accountNo === null ? null : `•••• ${accountNo.slice(-4)}`,
  type: rest.class?.type ?? null,
  balance,
  availableFunds,
  currency,
  lastUpdated,
})
