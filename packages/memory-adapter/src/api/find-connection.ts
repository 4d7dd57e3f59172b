import { notFound, problems } from '../errors/api-error.ts'
import { type ApiResult, type Handler, type RequestContext, respondProblem } from '../http/request.ts'
import { find } from '../world/id-map.ts'
import { type ConnectionRecord, connectionOf } from '../world/world.ts'

/** A handler for a path that names a user and one of the user's connections; it refuses when either is not there. */
export const onConnection =
  (handle: (context: RequestContext, connection: ConnectionRecord) => ApiResult): Handler =>
  (context) => {
    const { world, params } = context
    const [userId = '', connectionId = ''] = params
    if (find(world.users, userId) === null) return respondProblem(context, problems.userNotFound)
    const connection = connectionOf(world, userId, connectionId)
    return connection === null ? respondProblem(context, notFound()) : handle(context, connection)
  }
