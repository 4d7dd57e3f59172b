import { find } from '../world/id-map.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { JobStep, StepTitle } from '../world/job-step.ts'
import type { UndocumentedBehaviour } from '../world/undocumented.ts'
import type { ConnectionRecord, ConnectionState, World } from '../world/world.ts'
import { isRunning, type JobView, jobAt } from './job-view.ts'

/** State of a connection, given the progress of its latest job. Pure. */
export const stateAt = (world: World, connection: ConnectionRecord, now: number): ConnectionState => {
  const job = latestJob(world, connection)
  if (job === null) return connection.before
  const view = jobAt(world.setup, job, now)
  const accounts = succeeded(view, 'retrieve-accounts')
  const complete = succeeded(view, 'retrieve-transactions') !== null
  const accountsAt = accounts?.changedAt ?? connection.before.accountsAt
  return {
    status: statusAfter(connection.before.status, view, world.setup.undocumented),
    accountsAt,
    transactionsAt: complete ? accountsAt : connection.before.transactionsAt,
    generation: connection.before.generation + (complete ? 1 : 0),
  }
}

/** The connection's latest job; null after the connection is deleted. */
const latestJob = (world: World, { jobId }: ConnectionRecord): JobRecord | null =>
  jobId === null ? null : find(world.jobs, jobId)

/** The connection's running job; null when none runs. */
export const runningJob = (world: World, connection: ConnectionRecord, now: number): JobRecord | null => {
  const job = latestJob(world, connection)
  return job !== null && isRunning(jobAt(world.setup, job, now), now) ? job : null
}

/**
 * @source Basiq API v2.1, Connections: `pending` until the credentials are verified, `invalid` until they are updated.
 * Other failures do not change the status.
 */
const statusAfter = (
  before: ConnectionState['status'],
  view: JobView,
  undocumented: UndocumentedBehaviour,
): ConnectionState['status'] => {
  const refused = view.steps.some(
    ({ outcome }) => typeof outcome === 'object' && outcome.code === 'invalid-credentials',
  )
  if (refused) return 'invalid'
  const challenge = view.steps.find(({ title }) => title === 'mfa-challenge')?.status ?? 'skipped'
  if (challenge === 'failed' && undocumented.failedChallengeStatus === 'invalid') return 'invalid'
  const isPassed = challenge === 'success' || challenge === 'skipped'
  return isPassed && succeeded(view, 'verify-credentials') !== null ? 'active' : before
}

const succeeded = ({ steps }: JobView, title: StepTitle): JobStep | null =>
  steps.find((step) => step.title === title && step.status === 'success') ?? null
