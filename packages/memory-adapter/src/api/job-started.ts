import { type ApiReply, type ApiRequest, answer } from '../http/request.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { World } from '../world/world.ts'
import { jobBody, jobReference } from './job-body.ts'

/** The answer to a request that has begun a job. */
export const accepted = (visit: ApiRequest, [world, job]: readonly [World, JobRecord]): ApiReply =>
  answer({ ...visit, world }, 202, jobReference(world, job))

/** The answer to a request whose job is at work already. */
export const alreadyRunning = (visit: ApiRequest, job: JobRecord): ApiReply => {
  const { world, now } = visit
  const isWhole = world.setup.undocumented.duplicateBody === 'job'
  return answer(visit, 200, isWhole ? jobBody(world, job, now) : jobReference(world, job))
}
