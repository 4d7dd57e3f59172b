import { Credentials } from '@bank-connection/core'
import { either as E, type taskEither as TE } from 'fp-ts'
import { type Context, Hono } from 'hono'
import * as t from 'io-ts'
import { refined } from '../codec/refined.ts'
import type { ActionFailure } from '../connections/action-failure.ts'
import type { PublicConnection } from '../connections/public-connection.ts'
import type { EndUser } from '../database/sessions.ts'
import { problemOf, rateLimited, sendProblem } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { connectionBody, readBody, respond } from './respond.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

const TEXT_MAX = 500
const ANSWERS_MAX = 20

const areShort = (texts: readonly string[]): boolean => texts.every((text) => text.length <= TEXT_MAX)

const CredentialsBody = t.strict(
  { credentials: refined(Credentials, 'ShortCredentials', (given) => areShort(Object.values(given))) },
  'CredentialsBody',
)
const Answers = t.readonlyArray(t.string)
const AnswersBody = t.strict(
  { answers: refined(Answers, 'ShortAnswers', (given) => given.length <= ANSWERS_MAX && areShort(given)) },
  'AnswersBody',
)

type Action = (user: EndUser, id: string) => TE.TaskEither<ActionFailure, PublicConnection>

/** Routes for credentials and answers, which are passed to the connection and stored nowhere. */
export const secretRoutes = (context: ServiceContext): Hono<RequestEnv> => {
  const { connections, limits, now } = context
  const userLimit = createRateLimit(limits.credentialsOfUser)
  const connectionLimit = createRateLimit(limits.secretsOfConnection)
  const app = new Hono<RequestEnv>()

  const run = async (c: Context<RequestEnv>, id: string, isLogin: boolean, action: Action): Promise<Response> => {
    const user = c.get('user')
    // Checked before the limits, so that requests for connections of others do not count.
    const owned = await connections.find(user, id)()
    if (E.isLeft(owned)) return sendProblem(c, problemOf(owned.left))
    const userMs = isLogin ? userLimit(user.id, now()) : 0
    const waitMs = userMs > 0 ? userMs : connectionLimit(`${user.id} ${id}`, now())
    if (waitMs > 0) return sendProblem(c, rateLimited(waitMs))
    return respond(c, await action(user, id)(), connectionBody(context), 202)
  }

  app.post('/:id/credentials', async (c) => {
    const body = await readBody(c, CredentialsBody)
    if (E.isLeft(body)) return sendProblem(c, body.left)
    const { credentials } = body.right
    return run(c, c.req.param('id'), true, (user, id) => connections.submit(user, id, credentials))
  })

  app.post('/:id/answers', async (c) => {
    const body = await readBody(c, AnswersBody)
    if (E.isLeft(body)) return sendProblem(c, body.left)
    const { answers } = body.right
    return run(c, c.req.param('id'), false, (user, id) => connections.answer(user, id, answers))
  })

  return app
}
