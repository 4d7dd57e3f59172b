import { either as E } from 'fp-ts'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { type EndUser, SESSION_MS, userHash } from '../database/sessions.ts'
import { problemOf, problems, rateLimited, sendProblem } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** Browsers accept a cookie with the prefix `__Host-` only over https and from this host. */
const nameOf = (isHttps: boolean): string => (isHttps ? '__Host-session' : 'session')

/** The form of the tokens of `sessions.open`. */
const TOKEN = /^[\w-]{43}$/

const userOf = async (
  { sessions, isHttps, now }: ServiceContext,
  c: Context<RequestEnv>,
): Promise<E.Either<Response, EndUser | null>> => {
  const token = getCookie(c, nameOf(isHttps)) ?? ''
  if (!TOKEN.test(token)) return E.right(null)
  const found = await sessions.find(token, now())()
  return E.isLeft(found) ? E.left(sendProblem(c, problemOf(found.left))) : found
}

const setUser = (c: Context<RequestEnv>, user: EndUser): void => {
  c.set('user', user)
  c.set('log', c.get('log').child({ user: userHash(user) }))
}

/** Requires a session, and applies the limit of requests. */
export const withSession = (context: ServiceContext): MiddlewareHandler<RequestEnv> => {
  const limit = createRateLimit(context.limits.requests)
  return async (c, next) => {
    const found = await userOf(context, c)
    if (E.isLeft(found)) return found.left
    if (found.right === null) return sendProblem(c, problems.noSession)
    setUser(c, found.right)
    const waitMs = limit(found.right.id, context.now())
    return waitMs > 0 ? sendProblem(c, rateLimited(waitMs)) : next()
  }
}

/** Opens a session unless there is one. Pages post to it, because links from other sites do not send `Strict` cookies. */
export const openSession = (context: ServiceContext) => {
  const limit = createRateLimit(context.limits.sessions)
  return async (c: Context<RequestEnv>): Promise<Response> => {
    const found = await userOf(context, c)
    if (E.isLeft(found)) return found.left
    if (found.right !== null) {
      setUser(c, found.right)
      return c.json({ isNew: false })
    }
    const waitMs = limit(c.env?.incoming?.socket.remoteAddress ?? '', context.now())
    if (waitMs > 0) return sendProblem(c, rateLimited(waitMs))
    const opened = await context.sessions.open(context.now())()
    if (E.isLeft(opened)) return sendProblem(c, problemOf(opened.left))
    setUser(c, opened.right.user)
    setCookie(c, nameOf(context.isHttps), opened.right.token, {
      httpOnly: true,
      sameSite: 'Strict',
      secure: context.isHttps,
      path: '/',
      maxAge: SESSION_MS / 1_000,
    })
    return c.json({ isNew: true }, 201)
  }
}
