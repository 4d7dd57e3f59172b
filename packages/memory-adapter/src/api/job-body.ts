import { absoluteUrl, connectionPath, filteredPath, userPath } from '../http/links.ts'
import { type ApiResult, type RequestContext, respondJson } from '../http/request.ts'
import { undocumentedForJob } from '../jobs/apply-overrides.ts'
import { type JobView, jobAt } from '../jobs/job-view.ts'
import { type ShownStep, shownSteps, UNKNOWN_STEP } from '../jobs/shown-steps.ts'
import { isoTime } from '../world/dates.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { KnownChallenge } from '../world/login-digests.ts'
import type { World } from '../world/world.ts'

/** Reference to a started job. @source Basiq API v2.1, "Create a connection", recorded response */
export const jobReference = (world: World, { id }: JobRecord): unknown => ({
  type: 'job',
  id,
  links: { self: absoluteUrl(world, `/jobs/${id}`) },
})

/** A job read by its id. @source Basiq API v2.1, GET /jobs/{jobId}, recorded response */
export const jobBody = (world: World, job: JobRecord, now: number): unknown =>
  writeJob(world, job, jobAt(world.setup, job, now), now, {})

/** A job in a list, with its institution. @source Basiq API v2.1, GET /users/{userId}/jobs */
export const listedJobBody = (world: World, job: JobRecord, view: JobView, now: number): unknown =>
  writeJob(world, job, view, now, {
    institution: {
      type: 'institution',
      id: job.institutionId,
      links: { self: absoluteUrl(world, `/institutions/${job.institutionId}`) },
    },
  })

const writeJob = (world: World, job: JobRecord, view: JobView, now: number, more: object): unknown => {
  const { sourceLink, timestamps } = world.setup.undocumented
  const isVerified = view.steps.some(({ title, status }) => title === 'verify-credentials' && status === 'success')
  const isHidden = job.overrides?.script.does === 'hides-source'
  const hasSource = !isHidden && (sourceLink === 'at-once' || (sourceLink === 'once-verified' && isVerified))
  return {
    type: 'job',
    id: job.id,
    created: isoTime(job.createdAt + world.clockSkewMs, timestamps),
    updated: isoTime(view.updatedAt + world.clockSkewMs, timestamps),
    ...more,
    steps: shownSteps(world.setup, job, view, now).map((step) => writeStep(world, job, step)),
    links: {
      self: absoluteUrl(world, `/jobs/${job.id}`),
      ...(hasSource ? { source: absoluteUrl(world, connectionPath(job.userId, job.connectionId)) } : {}),
    },
  }
}

const writeStep = (world: World, job: JobRecord, step: ShownStep): unknown => {
  const result = writeOutcome(world, job, step)
  const isArray = world.setup.undocumented.resultShape === 'array' && result !== null
  return { title: step.title, status: step.status, result: isArray ? [result] : result }
}

const writeOutcome = (world: World, job: JobRecord, { title, outcome }: ShownStep): unknown => {
  if (outcome === 'nothing') return null
  if (outcome === 'link') return { type: 'link', url: linkOf(job, title) }
  if (outcome === 'challenge') return writeChallenge(world, job)
  const { code, title: heading, detail } = outcome
  return world.setup.undocumented.problemText === 'detail'
    ? { code, title: heading, detail }
    : { code, title: heading, details: detail }
}

/** @source Basiq API v2.1, "Retrieve a job": the links in results are relative */
const linkOf = ({ userId, connectionId, institutionId }: JobRecord, title: ShownStep['title']): string => {
  const filter = `institution.id.eq('${institutionId}')`
  switch (title) {
    case 'verify-credentials':
    case 'mfa-challenge':
    case UNKNOWN_STEP:
      return connectionPath(userId, connectionId)
    case 'retrieve-accounts':
      return filteredPath(userId, 'accounts', filter)
    case 'retrieve-transactions':
      return filteredPath(userId, 'transactions', filter)
    case 'retrieve-statements':
      return `${userPath(userId)}/statements`
  }
}

/** The challenge of the job's login; null for unknown credentials, and for a login without one. */
export const challengeOf = ({ setup }: World, { login }: JobRecord): KnownChallenge | null =>
  login === null ? null : (setup.logins[login]?.challenge ?? null)

const writeChallenge = (world: World, job: JobRecord): unknown => {
  const challenge = challengeOf(world, job)
  return {
    type: 'mfa',
    method: challenge?.method,
    description: challenge?.description,
    input: [...(challenge?.prompts ?? [])],
    expiryMs: undocumentedForJob(world.setup.undocumented, job.overrides).expiryMs,
    links: { response: absoluteUrl(world, `/jobs/${job.id}/mfa`) },
  }
}

/** The response to a request that has started a job. */
export const accepted = (context: RequestContext, [world, job]: readonly [World, JobRecord]): ApiResult =>
  respondJson({ ...context, world }, 202, jobReference(world, job))

/** The response to a request whose job already runs. */
export const alreadyRunning = (context: RequestContext, job: JobRecord): ApiResult => {
  const { world, now } = context
  const isWhole = world.setup.undocumented.duplicateBody === 'job'
  return respondJson(context, 200, isWhole ? jobBody(world, job, now) : jobReference(world, job))
}
