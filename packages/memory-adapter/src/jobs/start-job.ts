import { draw, uuid } from '../world/hash.ts'
import { find, put, remove } from '../world/id-map.ts'
import { type BankInstitution, hasChallengeStep } from '../world/institutions.ts'
import { addsChallenge, type JobOverrides, noOverrides } from '../world/job-overrides.ts'
import type { JobRecord } from '../world/job-record.ts'
import { drawDurations } from '../world/step-durations.ts'
import type { ConnectionRecord, World } from '../world/world.ts'
import { stateAt } from './connection-state.ts'
import { isRunning, jobAt } from './job-view.ts'
import { scriptedDurations } from './scripted-durations.ts'

/** How long a job waits for another connection with the same credentials. @source Basiq, Best practices */
const SAME_CREDENTIALS_PAUSE_MS = 360_000

/** A job to start. */
interface JobOrder {
  readonly connection: ConnectionRecord
  readonly institution: BankInstitution
  readonly intent: JobRecord['intent']
}

/** Starts a job, and adds or replaces its connection. Pure. */
export const startJob = (
  world: World,
  now: number,
  { connection, institution, intent }: JobOrder,
): readonly [World, JobRecord] => {
  const { seed, durations, undocumented } = world.setup
  const ordinal = world.made + 1
  const attempt = attemptKey(world, connection)
  const job: JobRecord = {
    id: uuid(seed, 'job', ordinal),
    ordinal,
    userId: connection.userId,
    connectionId: connection.id,
    institutionId: institution.id,
    intent,
    login: connection.login,
    createdAt: now,
    startsAt: now + pauseMs(world, connection, attempt, now),
    challenge: challengeOf(world, connection, institution, ordinal),
    hasStatements: undocumented.statementsStep && institution.institutionType === 'Government',
    durations: scriptedDurations(connection.script, drawDurations(durations, seed, institution, ordinal)),
    attempt,
    answers: [],
    overrides: initialOverrides(connection),
  }
  const user = find(world.users, connection.userId)
  const next: World = {
    ...world,
    made: ordinal,
    users: user === null ? world.users : put(world.users, user.id, { ...user, jobIds: [...user.jobIds, job.id] }),
    connections: put(world.connections, connection.id, {
      ...connection,
      before: stateAt(world, connection, now),
      lastUsedAt: now,
      jobId: job.id,
    }),
    jobs: put(world.jobs, job.id, job),
    attempts: put(world.attempts, attempt, job.id),
  }
  return [next, job]
}

/** Removes a job, and its entry in `World.attempts`. Pure. */
export const forgetJob = (world: World, jobId: string): World => {
  const job = find(world.jobs, jobId)
  if (job === null) return world
  const isLatest = find(world.attempts, job.attempt) === jobId
  return {
    ...world,
    jobs: remove(world.jobs, jobId),
    attempts: isLatest ? remove(world.attempts, job.attempt) : world.attempts,
  }
}

const challengeOf = (
  { setup: { seed, logins } }: World,
  { login, script }: ConnectionRecord,
  institution: BankInstitution,
  ordinal: number,
): JobRecord['challenge'] => {
  if (addsChallenge(script)) return 'asks'
  if (!hasChallengeStep(institution)) return 'absent'
  if (login !== null && logins[login]?.challenge === null) return 'skips'
  return institution.authorization === 'user-mfa' || draw(seed, 'asks', ordinal) < 0.5 ? 'asks' : 'skips'
}

const HOUR_MS = 3_600_000

const initialOverrides = ({ script, createdAt }: ConnectionRecord): JobOverrides | null => {
  if (script === null || script.does === 'works') return null
  const overrides = noOverrides(script)
  return script.does === 'waits' ? { ...overrides, outUntil: createdAt + script.hours * HOUR_MS } : overrides
}

/** See `JobRecord.attempt`. */
const attemptKey = ({ setup }: World, { credentials, userId }: ConnectionRecord): string =>
  setup.undocumented.sameCredentialsPause === 'everyone' ? credentials : `${credentials} ${userId}`

const pauseMs = (world: World, connection: ConnectionRecord, attempt: string, now: number): number => {
  if (world.setup.undocumented.sameCredentialsPause === 'never') return 0
  const jobId = find(world.attempts, attempt)
  const job = jobId === null ? null : find(world.jobs, jobId)
  if (job === null || job.connectionId === connection.id) return 0
  return isRunning(jobAt(world.setup, job, now), now) ? SAME_CREDENTIALS_PAUSE_MS : 0
}
