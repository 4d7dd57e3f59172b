import { problems } from '../errors/api-error.ts'
import { type Handler, respondJson, respondProblem } from '../http/request.ts'
import { runningJob, stateAt } from '../jobs/connection-state.ts'
import { startJob } from '../jobs/start-job.ts'
import type { JobRecord } from '../world/job-record.ts'
import { type ConnectionRecord, connectionsOf, findInstitution, type World } from '../world/world.ts'
import { onConnection } from './connections.ts'
import { accepted, alreadyRunning, jobReference } from './job-body.ts'
import { onUser } from './on-user.ts'

/**
 * @source Basiq API v2.1, POST /users/{userId}/connections/{connectionId}/refresh: 400 when the credentials are known to
 * be invalid
 */
export const refreshConnection: Handler = onConnection((context, connection) => {
  const { world, now } = context
  const running = runningJob(world, connection, now)
  if (running !== null) return alreadyRunning(context, running)
  if (stateAt(world, connection, now).status === 'invalid') return respondProblem(context, problems.credentialsKnownBad)
  const begun = refreshed(world, now, connection)
  return begun === null ? respondProblem(context, problems.institutionUnsupported) : accepted(context, begun)
})

/** @source Basiq API v2.1, POST /users/{userId}/connections/refresh, recorded response; invalid ones are left out */
export const refreshAllConnections: Handler = onUser((context, user) => {
  const { now } = context
  const [world, jobs] = connectionsOf(context.world, user).reduce<readonly [World, readonly JobRecord[]]>(
    ([before, all], connection) => {
      const running = runningJob(before, connection, now)
      if (running !== null) return [before, [...all, running]]
      const begun = stateAt(before, connection, now).status === 'invalid' ? null : refreshed(before, now, connection)
      return begun === null ? [before, all] : [begun[0], [...all, begun[1]]]
    },
    [context.world, []],
  )
  return respondJson({ ...context, world }, 202, { type: 'list', data: jobs.map((job) => jobReference(world, job)) })
})

const refreshed = (world: World, now: number, connection: ConnectionRecord): readonly [World, JobRecord] | null => {
  const institution = findInstitution(world, connection.institutionId)
  return institution === null ? null : startJob(world, now, { connection, institution, intent: 'refresh' })
}
