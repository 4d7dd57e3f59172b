import { either as E } from 'fp-ts'
import { digestAll } from '../api/create-connection.ts'
import { challengeOf } from '../api/job-body.ts'
import { changesOf } from '../jobs/timeline.ts'
import { find } from '../world/id-map.ts'
import type { JobRecord } from '../world/job-record.ts'
import type { StepChange } from '../world/job-step.ts'
import { digestSecret } from '../world/login-digests.ts'
import { isCalm, isOwn, type StoryCase, type StoryLaw } from './story-case.ts'

/** Laws that compare a connection with the bank's record of its job. */
export const bankLaws = (): readonly StoryLaw[] => [
  namesItsConnection,
  takesItsTime,
  letsInTheRight,
  takesNoLateAnswer,
  asksThePerson,
  showsThePrompts,
]

/** The last job of a connection; `null` for one with overrides. */
const jobOf = ({ bank, result: { end } }: StoryCase): JobRecord | null => {
  const jobId = E.isRight(end) ? end.right.jobId : 'jobId' in end.left ? end.left.jobId : null
  const job = jobId === null ? null : find(bank.world().jobs, jobId)
  return job?.overrides === null ? job : null
}

const namesItsConnection: StoryLaw = {
  name: 'MUST name the connection that the job works on',
  problemIn: (one) => {
    const { end, faults } = one.result
    const job = jobOf(one)
    const isDistorted = faults.some(({ fault }) => fault.fault === 'distorted')
    return E.isLeft(end) || job === null || isDistorted || end.right.connectionId === job.connectionId
      ? null
      : `it names ${end.right.connectionId}, the job works on ${job.connectionId}`
  },
}

const takesItsTime: StoryLaw = {
  name: 'MUST NOT end before the job at the bank can',
  problemIn: (one) => {
    const { end, trace } = one.result
    const job = jobOf(one)
    if (E.isLeft(end) || job === null) return null
    const { verifyMs, challengeMs, accountsMs, transactionsMs, statementsMs } = job.durations
    const challenge = job.challenge === 'absent' ? 0 : challengeMs
    const statements = job.hasStatements ? statementsMs : 0
    const doneAt = job.startsAt + verifyMs + challenge + accountsMs + transactionsMs + statements
    const earlyMs = doneAt - (trace.at(-1)?.at ?? doneAt)
    return earlyMs <= 0 ? null : `it is done ${earlyMs} ms too early`
  },
}

const letsInTheRight: StoryLaw = {
  name: 'MUST NOT connect with a wrong password',
  problemIn: (one) => {
    const { bank, result, visit, visitor } = one
    const { connections, setup } = bank.world()
    const job = jobOf(one)
    const connection = job === null ? null : find(connections, job.connectionId)
    if (E.isLeft(result.end) || visit.login.kind !== 'own' || job === null || connection === null) return null
    // Another visit may have updated the connection since.
    if (connection.jobId !== job.id || !isOwn(one, job)) return null
    const { password, securityCode, secondaryLoginId } = visitor.knowledge.wrong
    const { name, institutionId, credentials } = connection
    const secret = digestSecret(setup.seed, name, password)
    const extras = [{}, { securityCode }, { secondaryLoginId }, { securityCode, secondaryLoginId }]
    return extras.some((extra) => credentials === digestAll(setup.seed, institutionId, name, secret, extra))
      ? `the job ${job.id} succeeded with one`
      : null
  },
}

const challengesIn = (changes: readonly StepChange[]): readonly StepChange[] =>
  changes.filter(
    ({ title, status, outcome }) => title === 'mfa-challenge' && status === 'in-progress' && outcome === 'challenge',
  )

const takesNoLateAnswer: StoryLaw = {
  name: 'MUST NOT accept an answer after its challenge has expired',
  problemIn: (one) => {
    const { setup } = one.bank.world()
    const job = jobOf(one)
    if (job === null) return null
    const opened = challengesIn(changesOf(setup, job))
    const late = job.answers.find(({ at }, i) => at >= (opened[i]?.at ?? at) + setup.undocumented.expiryMs)
    return late === undefined ? null : `the job ${job.id} took one`
  },
}

/** An open challenge must be shown within this time, in milliseconds. */
const SHOWN_WITHIN_MS = 60_000

const asksThePerson: StoryLaw = {
  name: 'MUST show a challenge that is open for a minute',
  problemIn: (one) => {
    const { trace } = one.result
    const job = jobOf(one)
    if (job === null || !isCalm(one)) return null
    const changes = changesOf(one.bank.world().setup, job)
    const [opened] = challengesIn(changes)
    if (opened === undefined) return null
    const closed = changes[changes.indexOf(opened) + 1]
    const lastAt = Math.min(closed?.at ?? Number.POSITIVE_INFINITY, trace.at(-1)?.at ?? 0)
    return lastAt < opened.at + SHOWN_WITHIN_MS || trace.some(isAsking)
      ? null
      : `the job ${job.id} asked, and nobody was told`
  },
}

const showsThePrompts: StoryLaw = {
  name: 'MUST show all prompts of the bank in their order',
  problemIn: (one) => {
    const job = jobOf(one)
    if (job === null || !isCalm(one)) return null
    const wanted = JSON.stringify(challengeOf(one.bank.world(), job)?.prompts ?? [])
    const isOther = one.result.trace.some(
      (event) =>
        event.type === 'shown' &&
        event.view._tag === 'Challenged' &&
        event.view.jobId === job.id &&
        JSON.stringify(event.view.challenge.prompts) !== wanted,
    )
    return isOther ? `those of the job ${job.id} are others` : null
  },
}

const isAsking = (event: StoryCase['result']['trace'][number]): boolean =>
  event.type === 'shown' && event.view._tag === 'Challenged'
