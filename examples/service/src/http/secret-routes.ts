import { CREDENTIAL_FIELDS, Credentials } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import { type Context, Hono } from 'hono'
import * as t from 'io-ts'
import { problemOf, problems, refuse, tooMany } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { answer, readBody, shown } from './respond.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** Longest text that a person types into a field. */
const TEXT_MAX = 500
const ANSWERS_MAX = 20

const CredentialsBody = t.strict({ credentials: Credentials }, 'CredentialsBody')
const AnswersBody = t.strict({ answers: t.readonlyArray(t.string) }, 'AnswersBody')

/** What a person tells the bank: it goes to the connection, and nowhere else. */
export const secretRoutes = (context: ServiceContext): Hono<RequestEnv> => {
  const { connections, limits, now } = context
  const ofUser = createRateLimit(limits.credentialsOfUser)
  const ofConnection = createRateLimit(limits.secretsOfConnection)
  const app = new Hono<RequestEnv>()

  /** Of both limits the first that is reached. */
  const waitMs = (c: Context<RequestEnv>, id: string, isLogin: boolean): number => {
    const ownMs = isLogin ? ofUser(c.get('user').id, now()) : 0
    return ownMs > 0 ? ownMs : ofConnection(`${c.get('user').id} ${id}`, now())
  }

  app.post('/:id/credentials', async (c) => {
    const id = c.req.param('id')
    const body = await readBody(c, CredentialsBody)
    if (E.isLeft(body)) return refuse(c, body.left)
    const { credentials } = body.right
    if (CREDENTIAL_FIELDS.some((field) => (credentials[field] ?? '').length > TEXT_MAX))
      return refuse(c, problems.malformed)
    // Whose it is comes first: nobody uses up another's tries.
    const owned = await connections.find(c.get('user'), id)()
    if (E.isLeft(owned)) return refuse(c, problemOf(owned.left))
    const ms = waitMs(c, id, true)
    if (ms > 0) return refuse(c, tooMany(ms))
    return answer(c, await connections.submit(c.get('user'), id, credentials)(), shown(context), 202)
  })

  app.post('/:id/answers', async (c) => {
    const id = c.req.param('id')
    const body = await readBody(c, AnswersBody)
    if (E.isLeft(body)) return refuse(c, body.left)
    const { answers } = body.right
    if (answers.length > ANSWERS_MAX || answers.some((text) => text.length > TEXT_MAX))
      return refuse(c, problems.malformed)
    const owned = await connections.find(c.get('user'), id)()
    if (E.isLeft(owned)) return refuse(c, problemOf(owned.left))
    const ms = waitMs(c, id, false)
    if (ms > 0) return refuse(c, tooMany(ms))
    return answer(c, await connections.answer(c.get('user'), id, answers)(), shown(context), 202)
  })

  return app
}
