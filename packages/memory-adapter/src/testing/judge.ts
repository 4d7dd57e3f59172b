import type { Breach } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import type { MemoryBank } from '../bank.ts'
import type { JobRecord } from '../job-record.ts'
import { jobAt } from '../jobs.ts'
import { digestName } from '../known-logins.ts'
import { find } from '../shelves.ts'
import type { PlayedConnection } from './played.ts'
import type { Story, Visit } from './story.ts'
import type { Acquaintance } from './story-people.ts'

type Verdict = Breach | null

/** What a verdict rests on. */
interface Case {
  readonly story: Story
  readonly bank: MemoryBank
  readonly played: PlayedConnection
  readonly visit: Visit
  readonly known: Acquaintance
}

/** Judges how a connection ended by what the bank knows, which its trace alone cannot show. */
export const judge = (one: Case): Verdict =>
  endedByItself(one) ??
  endedAsTheJobDid(one) ??
  failedForACause(one) ??
  followedItsOwnJob(one) ??
  startedOneJobASubmit(one) ??
  keptSecrets(one)

const endedByItself = ({ played: { stoppedAt, trace } }: Case): Verdict =>
  stoppedAt === null || stoppedAt === 'Collecting'
    ? null
    : {
        law: 'MUST end by itself, unless it waits for credentials',
        problem: `it was still ${stoppedAt} after ${trace.length} events`,
      }

/** Faults that make a server lie about a job in a way that nobody can tell from the truth. */
const LIES: ReadonlySet<string> = new Set(['distorted', 'stale'])

const endedAsTheJobDid = ({ bank, played: { end, hits } }: Case): Verdict => {
  const law = 'MUST end as the job did'
  if (E.isRight(end)) {
    const state = stateOf(bank, end.right.jobId)
    return state === 'succeeded' ? null : { law, problem: `connected, though the job is ${state}` }
  }
  if (end.left._tag !== 'StepFailed' || hits.some(({ fault }) => LIES.has(fault.fault))) return null
  const state = stateOf(bank, end.left.jobId)
  return state === 'failed' ? null : { law, problem: `a step failed, though the job is ${state}` }
}

/** How a connection may end when neither the network nor the bank does anything unusual: the rest needs a cause. */
const USUAL: ReadonlySet<string> = new Set([
  'StepFailed',
  'ChallengeExpired',
  'AnswersRefused',
  'AuthorizationUnsupported',
  'Cancelled',
  'OutOfTime',
])

const failedForACause = ({ story, played: { end, hits, trace }, visit }: Case): Verdict => {
  const { spells, incidents, unknowns } = story
  const isUsual =
    spells.length + incidents.length + Object.keys(unknowns).length === 0 &&
    !trace.some(({ type }) => type === 'crashed')
  if (E.isRight(end) || !isUsual || visit.login.kind !== 'own' || hits.length > 0) return null
  const isUnknownInstitution = end.left._tag === 'Refused' && end.left.status === 404
  return isUnknownInstitution || USUAL.has(end.left._tag)
    ? null
    : { law: 'MUST NOT fail without a cause', problem: `nothing went wrong, and it ended with ${end.left._tag}` }
}

const stateOf = (bank: MemoryBank, jobId: string): string => {
  const world = bank.world()
  const job = find(world.jobs, jobId)
  return job === null ? 'unknown' : jobAt(world.setup, job, bank.clock.now()).state
}

/** The digests under which the bank knows the login of a visit. */
const namesOf = ({ story: { seed }, known: { knowledge } }: Case): readonly string[] => {
  const { loginId, userToken } = knowledge.right
  return [digestName(seed, loginId, undefined), digestName(seed, undefined, userToken)]
}

const isOwn = (one: Case, { connectionId }: JobRecord): boolean => {
  const connection = find(one.bank.world().connections, connectionId)
  return connection === null || namesOf(one).includes(connection.name)
}

/** Of two connections that one user makes at the same institution at a time, nobody can tell whose job is whose. */
const isAlone = ({ story: { visits }, visit: { userId, institutionId } }: Case): boolean =>
  visits.filter((other) => other.userId === userId && other.institutionId === institutionId).length === 1

const followedItsOwnJob = (one: Case): Verdict => {
  const { end } = one.played
  const job = E.isRight(end) ? find(one.bank.world().jobs, end.right.jobId) : null
  return job === null || !isAlone(one) || isOwn(one, job)
    ? null
    : { law: 'MUST follow no job of another login', problem: `connected by job ${job.id}` }
}

/** However often a request is lost, repeated or late. */
const startedOneJobASubmit = (one: Case): Verdict => {
  const { bank, played, visit } = one
  if (played.intent !== 'create' || visit.login.kind !== 'own') return null
  const { users, jobs } = bank.world()
  const submits = played.trace.filter(
    (event) => event.type === 'acted' && event.act === 'submit' && E.isRight(event.taken),
  )
  const own = (find(users, visit.userId)?.jobIds ?? []).filter((id) => {
    const job = find(jobs, id)
    return job !== null && job.intent === 'create' && isOwn(one, job)
  })
  return own.length <= submits.length
    ? null
    : { law: 'MUST start one job a submit, at most', problem: `${own.length} jobs for ${submits.length} submits` }
}

const keptSecrets = ({ played: { trace }, known: { secrets } }: Case): Verdict => {
  const text = JSON.stringify(trace)
  const shown = secrets.find((secret) => text.includes(secret))
  return shown === undefined
    ? null
    : { law: 'MUST NOT tell a secret', problem: `one of the kind ${shown.split('~', 1)[0]} is in its trace` }
}
