import { problems } from '../errors/api-error.ts'
import { type ApiResult, type Handler, type RequestContext, respondProblem } from '../http/request.ts'
import { find } from '../world/id-map.ts'
import type { UserRecord } from '../world/world.ts'

/** A handler for a path that starts with a user; 404 when the user does not exist. */
export const onUser =
  (handle: (context: RequestContext, user: UserRecord) => ApiResult): Handler =>
  (context) => {
    const user = find(context.world.users, context.params[0] ?? '')
    return user === null ? respondProblem(context, problems.userNotFound) : handle(context, user)
  }
