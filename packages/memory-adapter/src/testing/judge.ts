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

/** A connection of a story that has ended, and what there is to judge it by. */
export interface Case {
  readonly story: Story
  readonly bank: MemoryBank
  readonly played: PlayedConnection
  readonly visit: Visit
  readonly known: Acquaintance
}

/** A promise about the end of a connection, judged by what the bank knows, which its trace alone cannot show. */
export interface StoryLaw {
  /** In the words of RFC 2119. */
  readonly name: string
  /** What breaks it; `null`: nothing. */
  readonly problemIn: (one: Case) => string | null
}

/** Judges how a connection ended by every law; the first that it breaks. */
export const judge = (one: Case): Breach | null => {
  for (const { name, problemIn } of storyLaws) {
    const problem = problemIn(one)
    if (problem !== null) return { law: name, problem }
  }
  return null
}

const endsByItself: StoryLaw = {
  name: 'MUST end by itself, unless it waits for credentials',
  problemIn: ({ played: { stoppedAt, trace } }) =>
    stoppedAt === null || stoppedAt === 'Collecting' ? null : `it was still ${stoppedAt} after ${trace.length} events`,
}

/** Faults that make a server lie about a job in a way that nobody can tell from the truth. */
const LIES: ReadonlySet<string> = new Set(['distorted', 'stale'])

const endsAsTheJobDid: StoryLaw = {
  name: 'MUST end as the job did',
  problemIn: ({ bank, played: { end, hits } }) => {
    if (E.isRight(end)) {
      const state = stateOf(bank, end.right.jobId)
      return state === 'succeeded' ? null : `connected, though the job is ${state}`
    }
    if (end.left._tag !== 'StepFailed' || hits.some(({ fault }) => LIES.has(fault.fault))) return null
    const state = stateOf(bank, end.left.jobId)
    return state === 'failed' ? null : `a step failed, though the job is ${state}`
  },
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

const failsForACause: StoryLaw = {
  name: 'MUST NOT fail without a cause',
  problemIn: ({ story: { spells, incidents, unknowns }, played: { end, hits, trace }, visit }) => {
    const isUsual =
      spells.length + incidents.length + Object.keys(unknowns).length + hits.length === 0 &&
      visit.login.kind === 'own' &&
      !trace.some(({ type }) => type === 'crashed')
    if (E.isRight(end) || !isUsual) return null
    const isUnknownInstitution = end.left._tag === 'Refused' && end.left.status === 404
    return isUnknownInstitution || USUAL.has(end.left._tag)
      ? null
      : `nothing went wrong, and it ended with ${end.left._tag}`
  },
}

const stateOf = (bank: MemoryBank, jobId: string): string => {
  const world = bank.world()
  const job = find(world.jobs, jobId)
  return job === null ? 'unknown' : jobAt(world.setup, job, bank.clock.now()).state
}

/** Whether a job is of the login of the visit; a connection that is gone might have been. */
const isOwn = ({ story: { seed }, bank, known: { knowledge } }: Case, { connectionId }: JobRecord): boolean => {
  const { loginId, userToken } = knowledge.right
  const connection = find(bank.world().connections, connectionId)
  return (
    connection === null ||
    [digestName(seed, loginId, undefined), digestName(seed, undefined, userToken)].includes(connection.name)
  )
}

/** Of two connections that one user makes at the same institution at a time, nobody can tell whose job is whose. */
const isAlone = ({ story: { visits }, visit: { userId, institutionId } }: Case): boolean =>
  visits.filter((other) => other.userId === userId && other.institutionId === institutionId).length === 1

const followsItsOwnJob: StoryLaw = {
  name: 'MUST follow no job of another login',
  problemIn: (one) => {
    const { end } = one.played
    const job = E.isRight(end) ? find(one.bank.world().jobs, end.right.jobId) : null
    return job === null || !isAlone(one) || isOwn(one, job) ? null : `connected by job ${job.id}`
  },
}

const startsOneJobASubmit: StoryLaw = {
  name: 'MUST start one job a submit, at most, however often a request is lost, repeated or late',
  problemIn: (one) => {
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
    return own.length <= submits.length ? null : `${own.length} jobs for ${submits.length} submits`
  },
}

const keepsSecrets: StoryLaw = {
  name: 'MUST NOT tell a secret',
  problemIn: ({ played: { trace }, known: { secrets } }) => {
    const text = JSON.stringify(trace)
    const shown = secrets.find((secret) => text.includes(secret))
    return shown === undefined ? null : `one of the kind ${shown.split('~', 1)[0]} is in its trace`
  },
}

/** All of them. */
export const storyLaws: readonly StoryLaw[] = [
  endsByItself,
  endsAsTheJobDid,
  failsForACause,
  followsItsOwnJob,
  startsOneJobASubmit,
  keepsSecrets,
]
