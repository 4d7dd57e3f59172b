import type { Breach } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import type { MemoryBank } from '../bank/create-memory-bank.ts'
import { jobAt } from '../jobs/job-view.ts'
import { find } from '../world/id-map.ts'
import { bankLaws } from './bank-laws.ts'
import { isCalm, isOwn, type StoryCase, type StoryLaw } from './story-case.ts'

/** The first law that an ended connection breaks; null: none. */
export const firstBreach = (one: StoryCase): Breach | null => {
  for (const { name, problemIn } of storyLaws) {
    const problem = problemIn(one)
    if (problem !== null) return { law: name, problem }
  }
  return null
}

const endsByItself: StoryLaw = {
  name: 'MUST end by itself, unless it waits for credentials',
  problemIn: ({ result: { stoppedAt, trace } }) =>
    stoppedAt === null || stoppedAt === 'Collecting' ? null : `it was still ${stoppedAt} after ${trace.length} events`,
}

/** Faults that misreport a job undetectably. */
const LIES: ReadonlySet<string> = new Set(['distorted', 'stale'])

const endsAsTheJobDid: StoryLaw = {
  name: 'MUST end as the job did',
  problemIn: ({ bank, result: { end, faults } }) => {
    if (E.isRight(end)) {
      const state = stateOf(bank, end.right.jobId)
      return state === 'succeeded' ? null : `connected, though the job is ${state}`
    }
    if (end.left._tag !== 'StepFailed' || faults.some(({ fault }) => LIES.has(fault.fault))) return null
    const state = stateOf(bank, end.left.jobId)
    return state === 'failed' ? null : `a step failed, though the job is ${state}`
  },
}

/** Failures that need no fault. */
const USUAL: ReadonlySet<string> = new Set([
  'StepFailed',
  'ChallengeExpired',
  'AnswersRefused',
  'AuthorizationUnsupported',
  'Cancelled',
  'JobTimedOut',
])

/** Failures that only a fault can cause, even with undocumented behaviour. */
const FAULTS: ReadonlySet<string> = new Set([
  'Defect',
  'MalformedResponse',
  'StoreConflict',
  'StoreCorrupt',
  'StoreUnavailable',
  'TokenUnavailable',
  'Unreachable',
])

const failsForACause: StoryLaw = {
  name: 'MUST NOT fail without a cause',
  problemIn: (one) => {
    const { end } = one.result
    if (E.isRight(end) || !isCalm(one)) return null
    if (Object.keys(one.story.undocumented).length > 0 && !FAULTS.has(end.left._tag)) return null
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

/** Whether the user has a single visit at the institution. Otherwise jobs of two visits can't be told apart. */
const isAlone = ({ story: { visits }, visit: { userId, institutionId } }: StoryCase): boolean =>
  visits.filter((other) => other.userId === userId && other.institutionId === institutionId).length === 1

const followsItsOwnJob: StoryLaw = {
  name: 'MUST NOT follow a job of another login',
  problemIn: (one) => {
    const { end } = one.result
    const job = E.isRight(end) ? find(one.bank.world().jobs, end.right.jobId) : null
    return job === null || !isAlone(one) || isOwn(one, job) ? null : `connected by job ${job.id}`
  },
}

const startsOneJobASubmit: StoryLaw = {
  name: 'MUST start at most one job per submit, however often a request is lost, repeated or late',
  problemIn: (one) => {
    const { bank, result, visit } = one
    if (result.intent !== 'create' || visit.login.kind !== 'own') return null
    const { users, jobs } = bank.world()
    const submits = result.trace.filter(
      (event) => event.type === 'acted' && event.act === 'submit' && E.isRight(event.taken),
    )
    const own = (find(users, visit.userId)?.jobIds ?? []).filter((id) => {
      const job = find(jobs, id)
      return job !== null && job.intent === 'create' && isOwn(one, job)
    })
    // A duplicate that is delivered after its job has ended starts another one, which no client can prevent.
    const again = result.faults.filter(({ fault, request }) => fault.fault === 'duplicate' && request === 'start')
    return own.length <= submits.length + again.length ? null : `${own.length} jobs for ${submits.length} submits`
  },
}

const keepsSecrets: StoryLaw = {
  name: 'MUST NOT output a secret',
  problemIn: ({ result: { trace }, visitor: { secrets } }) => {
    const text = JSON.stringify(trace)
    const shown = secrets.find((secret) => text.includes(secret))
    return shown === undefined ? null : `one of the kind ${shown.split('~', 1)[0]} is in its trace`
  },
}

/** Without faults, a poll without changes must not update the view. */
const showsNews: StoryLaw = {
  name: 'MUST NOT show a view again after a poll that shows nothing new',
  problemIn: (one) => {
    if (!isCalm(one)) return null
    let [read, shown] = ['', '']
    let isNew = true
    for (const event of one.result.trace) {
      // After an answer the same challenge can open again.
      if (event.type === 'called' && event.operation === 'answerMfa') return null
      if (event.type === 'acted') isNew = true
      if (event.type === 'settled') {
        const text = JSON.stringify(event.result)
        isNew = text !== read
        read = text
      }
      if (event.type !== 'shown') continue
      const text = JSON.stringify(event.view)
      if (text === shown && !isNew) return `${event.view._tag} is shown twice`
      shown = text
    }
    return null
  },
}

/** All laws. */
export const storyLaws: readonly StoryLaw[] = [
  endsByItself,
  endsAsTheJobDid,
  failsForACause,
  followsItsOwnJob,
  startsOneJobASubmit,
  keepsSecrets,
  showsNews,
  ...bankLaws(),
]
