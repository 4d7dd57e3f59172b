import { problems } from '../errors/api-error.ts'
import { answer, type Handler, refuse } from '../http/request.ts'
import { runningJob, stateAt } from '../jobs/connection-state.ts'
import { startJob } from '../jobs/start-job.ts'
import { find } from '../world/id-map.ts'
import type { JobRecord } from '../world/job-record.ts'
import { type ConnectionRecord, connectionsOf, findInstitution, type World } from '../world/world.ts'
import { onConnection } from './find-connection.ts'
import { jobReference } from './job-body.ts'
import { accepted, alreadyRunning } from './job-started.ts'

/**
 * @source Basiq API v2.1, POST /users/{userId}/connections/{connectionId}/refresh: at once 400 when the credentials are
 * known to be bad
 */
export const refreshConnection: Handler = onConnection((visit, connection) => {
  const { world, now } = visit
  const running = runningJob(world, connection, now)
  if (running !== null) return alreadyRunning(visit, running)
  if (stateAt(world, connection, now).status === 'invalid') return refuse(visit, problems.credentialsKnownBad)
  const begun = refreshed(world, now, connection)
  return begun === null ? refuse(visit, problems.institutionUnsupported) : accepted(visit, begun)
})

/** @source Basiq API v2.1, POST /users/{userId}/connections/refresh, recorded response; invalid ones are left out */
export const refreshAllConnections: Handler = (visit) => {
  const { now, params } = visit
  const user = find(visit.world.users, params[0] ?? '')
  if (user === null) return refuse(visit, problems.userNotFound)
  const [world, jobs] = connectionsOf(visit.world, user).reduce<readonly [World, readonly JobRecord[]]>(
    ([before, all], connection) => {
      const running = runningJob(before, connection, now)
      if (running !== null) return [before, [...all, running]]
      const begun = stateAt(before, connection, now).status === 'invalid' ? null : refreshed(before, now, connection)
      return begun === null ? [before, all] : [begun[0], [...all, begun[1]]]
    },
    [visit.world, []],
  )
  return answer({ ...visit, world }, 202, { type: 'list', data: jobs.map((job) => jobReference(world, job)) })
}

const refreshed = (world: World, now: number, connection: ConnectionRecord): readonly [World, JobRecord] | null => {
  const institution = findInstitution(world, connection.institutionId)
  return institution === null ? null : startJob(world, now, { connection, institution, intent: 'refresh' })
}
