import { JobId } from '@bank-connection/core'
import { type Problem, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absoluteUrl } from '../http/links.ts'
import {
  type ApiResult,
  type Handler,
  objectOf,
  type RequestContext,
  respondJson,
  respondProblem,
} from '../http/request.ts'
import { undocumentedForJob } from '../jobs/apply-overrides.ts'
import { hasBegun, isReadable, jobAt } from '../jobs/job-view.ts'
import { scriptedCheckMs } from '../jobs/scripted-durations.ts'
import { DAY_MS } from '../world/dates.ts'
import { find, put } from '../world/id-map.ts'
import { bankTimeAt, jobTimeAt } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import { answerCount, answersRight } from '../world/login-digests.ts'
import { drawCheckMs } from '../world/step-durations.ts'
import type { World } from '../world/world.ts'
import { challengeOf, jobBody, jobReference, listedJobBody } from './job-body.ts'
import { onUser } from './on-user.ts'

/** @source Basiq API v2.1, GET /users/{userId}/jobs */
const LISTED_FOR_MS: number = 7 * DAY_MS

/** @source Basiq API v2.1, GET /jobs/{jobId} */
export const readJob: Handler = (context) => {
  const job = requestedJob(context)
  if ('code' in job) return respondProblem(context, job)
  const { world, now } = context
  return isMissed(world, job, now)
    ? respondProblem({ ...context, world: withMiss(world, job) }, problems.jobNotFound)
    : respondJson(context, 200, jobBody(world, job, now))
}

/** Jobs that changed in the last seven days, latest change first. @source Basiq API v2.1, GET /users/{userId}/jobs */
export const listJobs: Handler = onUser((context, user) => {
  const { world, now, query } = context
  const criteria = parseFilter(query.get('filter'), RULES)
  if (criteria === null) return respondProblem(context, problems.filterNotValid)
  const data = user.jobIds
    .flatMap((id) => find(world.jobs, id) ?? [])
    .filter(({ connectionId }) => meets(criteria, 'connection.id', connectionId))
    .map((job) => ({ job, view: jobAt(world.setup, job, now) }))
    .filter(({ view }) => view.updatedAt > now - LISTED_FOR_MS && isReadable(world.setup, view, now))
    .sort((one, other) => other.view.updatedAt - one.view.updatedAt || other.job.ordinal - one.job.ordinal)
    .map(({ job, view }) => listedJobBody(world, job, view, now))
  const self = absoluteUrl(world, context.request.path)
  return respondJson(context, 200, { type: 'list', size: data.length, data, links: { self } })
})

/** @source Basiq API v2.1, POST /jobs/{jobId}/mfa; `UndocumentedBehaviour` decides the rest */
export const answerChallenge: Handler = (context) => {
  const { world, request } = context
  const { seed } = world.setup
  const job = requestedJob(context)
  if ('code' in job) return respondProblem(context, job)
  const undocumented = undocumentedForJob(world.setup.undocumented, job.overrides)
  const answers = objectOf(request.body)?.['mfa-response']
  if (answers === undefined) return respondProblem(context, problems.answersMissing)
  if (!isTexts(answers)) return respondProblem(context, problems.answersNotValid)
  const moment = timingOf(context, job)
  if (moment !== 'open')
    return undocumented[`${moment}Answer`] === 'ignored'
      ? acceptedAnswer(context, job)
      : respondProblem(context, problems.answersUntimely)
  const challenge = challengeOf(world, job)
  const isSized = challenge !== null && answerCount(challenge) === answers.length
  const isRight = isLastRound(job) ?? (challenge !== null && answersRight(seed, challenge, job.institutionId, answers))
  if (!isSized && undocumented.misSizedAnswer === 'refused') return respondProblem(context, problems.answersNotValid)
  if (!isRight && undocumented.wrongAnswer === 'refused') return respondProblem(context, problems.answersNotValid)
  return acceptedAnswer({ ...context, world: withAnswer(context, job, isRight) }, job)
}

const RULES: FilterRules = { 'connection.id': ['eq'] }

const isTexts = (u: unknown): u is readonly string[] => Array.isArray(u) && u.every((item) => typeof item === 'string')

const acceptedAnswer = (context: RequestContext, job: JobRecord): ApiResult =>
  respondJson(context, 202, jobReference(context.world, job))

const withAnswer = ({ world, now }: RequestContext, job: JobRecord, right: boolean): World => {
  const drawn = drawCheckMs(world.setup.durations, world.setup.seed, job.ordinal, job.answers.length)
  const taken = {
    at: jobTimeAt(job.overrides, now),
    right,
    checkMs: scriptedCheckMs(job.overrides?.script ?? null, drawn),
  }
  return { ...world, jobs: put(world.jobs, job.id, { ...job, answers: [...job.answers, taken] }) }
}

/** Whether this is the last round of a script that counts rounds; null: no such script. */
const isLastRound = ({ overrides, answers }: JobRecord): boolean | null =>
  overrides?.script.does === 'asks' ? answers.length + 1 >= overrides.script.rounds : null

/** Whether this read must get 404 because of `vanishes-once`. */
const isMissed = (world: World, job: JobRecord, now: number): boolean => {
  const { overrides } = job
  if (overrides?.script.does !== 'vanishes-once' || overrides.wasMissed) return false
  return hasBegun(jobAt(world.setup, job, now).steps, overrides.script.at)
}

const withMiss = (world: World, job: JobRecord): World =>
  job.overrides === null
    ? world
    : { ...world, jobs: put(world.jobs, job.id, { ...job, overrides: { ...job.overrides, wasMissed: true } }) }

/** State of the challenge when an answer arrives. */
const timingOf = ({ world, now }: RequestContext, job: JobRecord): 'early' | 'open' | 'late' | 'repeated' => {
  const view = jobAt(world.setup, job, now)
  if (view.expiresAt !== null) return now < view.expiresAt ? 'open' : 'late'
  const status = view.steps.find(({ title }) => title === 'mfa-challenge')?.status ?? 'skipped'
  if (status === 'pending' || status === 'skipped') return 'early'
  return status === 'failed' && isExpiry(job, view.updatedAt) ? 'late' : 'repeated'
}

/** Whether the challenge failed by expiry, not by the check of the last answer. */
const isExpiry = ({ answers, overrides }: JobRecord, failedAt: number): boolean => {
  const last = answers.at(-1)
  return last === undefined || bankTimeAt(overrides, last.at + last.checkMs) !== failedAt
}

/** The requested job, or the error when it does not exist, has expired or has vanished. */
const requestedJob = ({ world, now, params }: RequestContext): JobRecord | Problem => {
  const [id = ''] = params
  if (!JobId.is(id)) return problems.jobIdNotValid
  const job = find(world.jobs, id)
  const isKept = job !== null && isReadable(world.setup, jobAt(world.setup, job, now), now)
  return isKept ? job : problems.jobNotFound
}
