import { type ApiResult, type RequestContext, respondJson } from '../http/request.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { World } from '../world/world.ts'
import { jobBody, jobReference } from './job-body.ts'

/** The answer to a request that has begun a job. */
export const accepted = (context: RequestContext, [world, job]: readonly [World, JobRecord]): ApiResult =>
  respondJson({ ...context, world }, 202, jobReference(world, job))

/** The answer to a request whose job is at work already. */
export const alreadyRunning = (context: RequestContext, job: JobRecord): ApiResult => {
  const { world, now } = context
  const isWhole = world.setup.undocumented.duplicateBody === 'job'
  return respondJson(context, 200, isWhole ? jobBody(world, job, now) : jobReference(world, job))
}
