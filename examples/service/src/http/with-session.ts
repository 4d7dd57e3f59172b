import { either as E } from 'fp-ts'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { type EndUser, SESSION_MS, userHash } from '../database/sessions.ts'
import { problemOf, problems, refuse, tooMany } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** A browser takes a cookie with this prefix over https alone, from this host alone. */
const nameOf = (isHttps: boolean): string => (isHttps ? '__Host-session' : 'session')

/** As `sessions.open` makes them. */
const TOKEN = /^[\w-]{43}$/

const userOf = async (
  { sessions, isHttps, now }: ServiceContext,
  c: Context<RequestEnv>,
): Promise<E.Either<Response, EndUser | null>> => {
  const token = getCookie(c, nameOf(isHttps)) ?? ''
  if (!TOKEN.test(token)) return E.right(null)
  const found = await sessions.find(token, now())()
  return E.isLeft(found) ? E.left(refuse(c, problemOf(found.left))) : found
}

const tellLog = (c: Context<RequestEnv>, user: EndUser): void => {
  c.set('user', user)
  c.set('log', c.get('log').child({ user: userHash(user) }))
}

/** Lets in who has a session, as often as the limit says. */
export const withSession = (context: ServiceContext): MiddlewareHandler<RequestEnv> => {
  const limit = createRateLimit(context.limits.requests)
  return async (c, next) => {
    const found = await userOf(context, c)
    if (E.isLeft(found)) return found.left
    if (found.right === null) return refuse(c, problems.noSession)
    tellLog(c, found.right)
    const waitMs = limit(found.right.id, context.now())
    return waitMs > 0 ? refuse(c, tooMany(waitMs)) : next()
  }
}

/** Begins a session, unless there is one. A page asks for it, not a link: a cookie that is `Strict` does not come with those. */
export const openSession = (context: ServiceContext) => {
  const limit = createRateLimit(context.limits.sessions)
  return async (c: Context<RequestEnv>): Promise<Response> => {
    const found = await userOf(context, c)
    if (E.isLeft(found)) return found.left
    if (found.right !== null) {
      tellLog(c, found.right)
      return c.json({ isNew: false })
    }
    const waitMs = limit(c.env?.incoming?.socket.remoteAddress ?? '', context.now())
    if (waitMs > 0) return refuse(c, tooMany(waitMs))
    const opened = await context.sessions.open(context.now())()
    if (E.isLeft(opened)) return refuse(c, problemOf(opened.left))
    tellLog(c, opened.right.user)
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
