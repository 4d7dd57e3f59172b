import { either as E } from 'fp-ts'
import type { Context } from 'hono'
import type * as t from 'io-ts'
import type { NotDone } from '../connections/action-failure.ts'
import { type Problem, problemOf, problems, refuse } from './problem.ts'
import type { RequestEnv, ServiceContext } from './service-context.ts'

/** A connection as it is answered, with the time at the bank. */
export const shown =
  ({ bank }: ServiceContext) =>
  <A>(connection: A) => ({ now: bank.clock.now(), connection })

/** Answers with what was done, or with why not. */
export const answer = <A>(
  c: Context<RequestEnv>,
  result: E.Either<NotDone, A>,
  bodyOf: (value: A) => object,
  status: 200 | 202 = 200,
): Response => (E.isLeft(result) ? refuse(c, problemOf(result.left)) : c.json(bodyOf(result.right), status))

/** Reads JSON of a form; what is wrong with it is not repeated, since it may be a password. */
export const readBody = async <A>(c: Context<RequestEnv>, codec: t.Type<A, unknown>): Promise<E.Either<Problem, A>> => {
  const json: unknown = await c.req.json().catch(() => undefined)
  return E.mapLeft((): Problem => problems.malformed)(codec.decode(json))
}
