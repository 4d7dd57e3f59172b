import { requireOption } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { deleteConnection } from '../api/connections.ts'
import { deleteUser } from '../api/users.ts'
import type { Handler, RequestContext } from '../http/request.ts'
import { endsAtOnce, failsAt, recovered, returned, stuck, vanished } from '../jobs/incidents.ts'
import { isUnfinished, jobAt } from '../jobs/job-view.ts'
import { withinDates } from '../world/dates.ts'
import { find, put, records } from '../world/id-map.ts'
import type { JobRecord } from '../world/job-record.ts'
import { type ConnectionRecord, findInstitution, type World } from '../world/world.ts'
import type { BankEvent } from './bank-event.ts'
import { readBankEvent } from './read-bank-event.ts'

/**
 * Applies an event to the bank. It changes the future of jobs, not their past. Pure: the input is not mutated.
 *
 * @param at - milliseconds since the Unix epoch, not earlier than in the previous request
 * @throws Error that names the member and the remedy when a member is out of range, or names something that does not exist
 */
export const applyEvent = (world: World, at: number, event: BankEvent): World => {
  const read = readBankEvent(event)
  if (E.isLeft(read)) throw new Error(read.left.detail)
  const now = withinDates(at)
  switch (event.event) {
    case 'job-stuck':
      return withJobs(world, unfinishedJobs(world, now, event.jobId), (job) => stuck(job, now))
    case 'job-vanishes':
      return withJobs(world, unfinishedJobs(world, now, event.jobId), (job) => vanished(job, now))
    case 'job-returns':
      return withJobs(world, [...selectedJobs(world, event.jobId)], returned)
    case 'job-fails': {
      const { code, step } = event
      return withJobs(world, unfinishedJobs(world, now, event.jobId), (job) =>
        failsAt(world.setup, job, now, code, step),
      )
    }
    case 'outage':
      return withOutage(world, now, event.institutionId, event.ms)
    case 'tokens-expire':
      return { ...world, tokenGeneration: world.tokenGeneration + 1 }
    case 'connection-deleted': {
      const connection = find(world.connections, event.connectionId)
      if (connection === null || connection.deletedAt !== null)
        throw new Error('connectionId must name an existing connection; GET /users/{userId}/connections lists them')
      return afterRequest(world, now, deleteConnection, [connection.userId, connection.id])
    }
    case 'user-deleted':
      requireOption(find(world.users, event.userId) !== null, 'userId must name an existing user, such as user-1')
      return afterRequest(world, now, deleteUser, [event.userId])
    case 'clock-skew':
      return { ...world, clockSkewMs: event.ms }
    case 'requests-limited': {
      const requestLimit = { requestsMax: event.requestsMax, windowMs: event.windowMs ?? ENDLESS_MS }
      return { ...world, setup: { ...world.setup, requestLimit }, window: { startedAt: now, requests: 0 } }
    }
    case 'everything-finishes':
      return withJobs(world, unfinishedJobs(world, now, null), (job) => endsAtOnce(world.setup, job, now))
    case 'recovers':
      return recover(world, now)
  }
}

/** Longer than any simulation lasts: 100 years. */
const ENDLESS_MS = 3_155_760_000_000

const selectedJobs = (world: World, jobId: string | null): Iterable<JobRecord> => {
  if (jobId === null) return records(world.jobs)
  const job = find(world.jobs, jobId)
  if (job === null) throw new Error('jobId must name an existing job, or be null for all running jobs')
  return [job]
}

const unfinishedJobs = (world: World, now: number, jobId: string | null): readonly JobRecord[] =>
  [...selectedJobs(world, jobId)].filter((job) => isUnfinished(jobAt(world.setup, job, now), now))

const withJobs = (world: World, jobs: readonly JobRecord[], change: (job: JobRecord) => JobRecord): World => {
  const changed = jobs.flatMap((job) => {
    const next = change(job)
    return next === job ? [] : [next]
  })
  if (changed.length === 0) return world
  return { ...world, jobs: changed.reduce((all, job) => put(all, job.id, job), world.jobs) }
}

const withOutage = (world: World, now: number, institutionId: string | null, ms: number): World => {
  requireOption(
    institutionId === null || findInstitution(world, institutionId) !== null,
    'institutionId must name an existing institution, such as AU00000, or be null for all',
  )
  const { setup } = world
  const ids = institutionId === null ? setup.institutions.map(({ id }) => id) : [institutionId]
  const begun = ids.map((id) => ({ institutionId: id, from: now, until: now + ms }))
  return { ...world, setup: { ...setup, outages: [...setup.outages, ...begun] } }
}

/** The world after an internal request. */
const afterRequest = (world: World, now: number, handle: Handler, params: readonly string[]): World => {
  const request = { method: 'DELETE', path: '/', headers: {}, body: null }
  const context: RequestContext = { world, now, request, params, query: new Map(), scope: 'SERVER_ACCESS' }
  return handle(context)[0]
}

const recover = (world: World, now: number): World => {
  const outages = world.setup.outages.flatMap((outage) =>
    outage.from >= now ? [] : [{ ...outage, until: Math.min(outage.until, now) }],
  )
  const connections = records(world.connections)
    .filter(neverEnds)
    .reduce(
      (all, connection) => put(all, connection.id, { ...connection, script: { does: 'works' } }),
      world.connections,
    )
  const next = withJobs(world, records(world.jobs), (job) => recovered(world.setup, job, now))
  const setup = { ...world.setup, outages, requestLimit: null }
  return { ...next, setup, connections, window: null, clockSkewMs: 0 }
}

const neverEnds = ({ script }: ConnectionRecord): boolean =>
  script?.does === 'sticks' || script?.does === 'vanishes' || script?.does === 'waits'
