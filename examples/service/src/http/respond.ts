import { either as E } from 'fp-ts'
import type { Context } from 'hono'
import type * as t from 'io-ts'
import type { ActionFailure } from '../connections/action-failure.ts'
import { type Problem, problemOf, problems, sendProblem } from './problem.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** The body of a response: a connection, and the time at the bank. */
export const connectionBody =
  ({ bank }: ServiceContext) =>
  <A>(connection: A) => ({ now: bank.clock.now(), connection })

/** Sends a result, or the problem. */
export const respond = <A>(
  c: Context<RequestEnv>,
  result: E.Either<ActionFailure, A>,
  bodyOf: (value: A) => object,
  status: 200 | 202 = 200,
): Response => (E.isLeft(result) ? sendProblem(c, problemOf(result.left)) : c.json(bodyOf(result.right), status))

/** Decodes a JSON body. The problem never quotes it, because it may contain a password. */
export const readBody = async <A>(c: Context<RequestEnv>, codec: t.Type<A, unknown>): Promise<E.Either<Problem, A>> => {
  const json: unknown = await c.req.json().catch(() => undefined)
  const decoded = codec.decode(json)
  return E.isLeft(decoded) ? E.left(problems.malformed) : decoded
}
