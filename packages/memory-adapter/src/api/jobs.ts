import { JobId } from '@bank-connection/core'
import { type Problem, problems } from '../errors/api-error.ts'
import { type FilterRules, meets, parseFilter } from '../http/filter.ts'
import { absolute } from '../http/links.ts'
import { type ApiReply, type ApiRequest, answer, type Handler, recordOf, refuse } from '../http/request.ts'
import { undocumentedUnder } from '../jobs/apply-overrides.ts'
import { hasBegun, isReadable, jobAt } from '../jobs/job-view.ts'
import { scriptedCheckMs } from '../jobs/scripted-durations.ts'
import { DAY_MS } from '../world/dates.ts'
import { drawCheckMs } from '../world/durations.ts'
import { find, put } from '../world/id-map.ts'
import { bankTime, ownTime } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import { answersDemanded, answersRight } from '../world/login-digests.ts'
import type { World } from '../world/world.ts'
import { challengeOf, jobBody, jobReference, listedJobBody } from './job-body.ts'

/** @source Basiq API v2.1, GET /users/{userId}/jobs */
const LISTED_FOR_MS: number = 7 * DAY_MS

/** @source Basiq API v2.1, GET /jobs/{jobId} */
export const readJob: Handler = (visit) => {
  const job = askedFor(visit)
  if ('code' in job) return refuse(visit, job)
  const { world, now } = visit
  return isMissed(world, job, now)
    ? refuse({ ...visit, world: withMiss(world, job) }, problems.jobNotFound)
    : answer(visit, 200, jobBody(world, job, now))
}

/** The jobs that changed in the last seven days, the latest change first. @source Basiq API v2.1, GET /users/{userId}/jobs */
export const listJobs: Handler = (visit) => {
  const { world, now, query } = visit
  const user = find(world.users, visit.params[0] ?? '')
  if (user === null) return refuse(visit, problems.userNotFound)
  const criteria = parseFilter(query.get('filter'), RULES)
  if (criteria === null) return refuse(visit, problems.filterNotValid)
  const data = user.jobIds
    .flatMap((id) => find(world.jobs, id) ?? [])
    .filter(({ connectionId }) => meets(criteria, 'connection.id', connectionId))
    .map((job) => ({ job, view: jobAt(world.setup, job, now) }))
    .filter(({ view }) => view.updatedAt > now - LISTED_FOR_MS && isReadable(world.setup, view, now))
    .sort((one, other) => other.view.updatedAt - one.view.updatedAt || other.job.ordinal - one.job.ordinal)
    .map(({ job, view }) => listedJobBody(world, job, view, now))
  const self = absolute(world, visit.request.path)
  return answer(visit, 200, { type: 'list', size: data.length, data, links: { self } })
}

/** @source Basiq API v2.1, POST /jobs/{jobId}/mfa; what is not published is decided by `UndocumentedBehaviour` */
export const answerChallenge: Handler = (visit) => {
  const { world, request } = visit
  const { seed } = world.setup
  const job = askedFor(visit)
  if ('code' in job) return refuse(visit, job)
  const undocumented = undocumentedUnder(world.setup.undocumented, job.fate)
  const answers = recordOf(request.body)?.['mfa-response']
  if (answers === undefined) return refuse(visit, problems.answersMissing)
  if (!isTexts(answers)) return refuse(visit, problems.answersNotValid)
  const moment = momentOf(visit, job)
  if (moment !== 'open')
    return undocumented[`${moment}Answer`] === 'ignored' ? taken(visit, job) : refuse(visit, problems.answersUntimely)
  const challenge = challengeOf(world, job)
  const isSized = challenge !== null && answersDemanded(challenge) === answers.length
  const isRight = isLastRound(job) ?? (challenge !== null && answersRight(seed, challenge, job.institutionId, answers))
  if (!isSized && undocumented.misSizedAnswer === 'refused') return refuse(visit, problems.answersNotValid)
  if (!isRight && undocumented.wrongAnswer === 'refused') return refuse(visit, problems.answersNotValid)
  return taken({ ...visit, world: remember(visit, job, isRight) }, job)
}

const RULES: FilterRules = { 'connection.id': ['eq'] }

const isTexts = (u: unknown): u is readonly string[] => Array.isArray(u) && u.every((item) => typeof item === 'string')

const taken = (visit: ApiRequest, job: JobRecord): ApiReply => answer(visit, 202, jobReference(visit.world, job))

const remember = ({ world, now }: ApiRequest, job: JobRecord, right: boolean): World => {
  const drawn = drawCheckMs(world.setup.durations, world.setup.seed, job.ordinal, job.answers.length)
  const taken = { at: ownTime(job.fate, now), right, checkMs: scriptedCheckMs(job.fate?.script ?? null, drawn) }
  return { ...world, jobs: put(world.jobs, job.id, { ...job, answers: [...job.answers, taken] }) }
}

/** Where a script counts rounds instead of judging answers: whether this is the last one; null: it does not. */
const isLastRound = ({ fate, answers }: JobRecord): boolean | null =>
  fate?.script.does === 'asks' ? answers.length + 1 >= fate.script.rounds : null

/** Whether a script has this read told that there is no such job. */
const isMissed = (world: World, job: JobRecord, now: number): boolean => {
  const { fate } = job
  if (fate?.script.does !== 'vanishes-once' || fate.wasMissed) return false
  return hasBegun(jobAt(world.setup, job, now).steps, fate.script.at)
}

const withMiss = (world: World, job: JobRecord): World =>
  job.fate === null
    ? world
    : { ...world, jobs: put(world.jobs, job.id, { ...job, fate: { ...job.fate, wasMissed: true } }) }

/** Where the challenge stands when an answer arrives. */
const momentOf = ({ world, now }: ApiRequest, job: JobRecord): 'early' | 'open' | 'late' | 'repeated' => {
  const view = jobAt(world.setup, job, now)
  if (view.expiresAt !== null) return now < view.expiresAt ? 'open' : 'late'
  const status = view.steps.find(({ title }) => title === 'mfa-challenge')?.status ?? 'skipped'
  if (status === 'pending' || status === 'skipped') return 'early'
  return status === 'failed' && isExpiry(job, view.updatedAt) ? 'late' : 'repeated'
}

/** Whether the challenge failed because nobody answered: the last answer, if any, was checked before. */
const isExpiry = ({ answers, fate }: JobRecord, failedAt: number): boolean => {
  const last = answers.at(-1)
  return last === undefined || bankTime(fate, last.at + last.checkMs) !== failedAt
}

/** The job asked for, unless it is forgotten, or gone with its connection; else why not. */
const askedFor = ({ world, now, params }: ApiRequest): JobRecord | Problem => {
  const [id = ''] = params
  if (!JobId.is(id)) return problems.jobIdNotValid
  const job = find(world.jobs, id)
  const isKept = job !== null && isReadable(world.setup, jobAt(world.setup, job, now), now)
  return isKept ? job : problems.jobNotFound
}
