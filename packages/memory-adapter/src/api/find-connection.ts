import { notFound, problems } from '../errors/api-error.ts'
import { type ApiReply, type ApiRequest, type Handler, refuse } from '../http/request.ts'
import { find } from '../world/id-map.ts'
import { type ConnectionRecord, connectionOf } from '../world/world.ts'

/** A handler for a path that names a user and one of the user's connections; it refuses when either is not there. */
export const onConnection =
  (handle: (visit: ApiRequest, connection: ConnectionRecord) => ApiReply): Handler =>
  (visit) => {
    const { world, params } = visit
    const [userId = '', connectionId = ''] = params
    if (find(world.users, userId) === null) return refuse(visit, problems.userNotFound)
    const connection = connectionOf(world, userId, connectionId)
    return connection === null ? refuse(visit, notFound()) : handle(visit, connection)
  }
