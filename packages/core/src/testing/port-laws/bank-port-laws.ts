import { either as E } from 'fp-ts'
import { unreachable } from '../../failure/port-error.ts'
import { createAbortController, neverAborted } from '../../time/abort.ts'
import { assertLaw, settleDown } from '../assert-law.ts'
import type { BankPortLawSubject } from './bank-port-law-subject.ts'
import { everyCall, UNKNOWN_CONNECTION, UNKNOWN_INSTITUTION, UNKNOWN_JOB } from './every-call.ts'

/** One law that every `BankPort` keeps. A law is a value, independent of any test runner. */
export interface BankPortLaw {
  /** In the words of RFC 2119; also the name of its test. */
  readonly name: string
  /** Returns a right when the law holds, and a left with the observed value when it does not. */
  readonly check: (subject: BankPortLawSubject) => Promise<E.Either<unknown, 'holds'>>
}

const created = ({ port, userId, institutionId, credentials }: BankPortLawSubject) =>
  port.createConnection({ userId, institutionId, credentials }, neverAborted)()

/** Check each law on a fresh subject. */
export const bankPortLaws: readonly BankPortLaw[] = [
  {
    name: 'MUST send nothing before a task is run, and something when it is',
    check: async (subject) => {
      const before = subject.served()
      const calls = everyCall(subject, neverAborted)
      await settleDown()
      const built = subject.served()
      for (const [, task] of calls.filter(([operation]) => operation === 'getInstitution')) await task()
      return assertLaw({ built, sent: subject.served() > built }, { built: before, sent: true })
    },
  },
  {
    name: 'MUST settle every call with an Either, and never reject',
    check: async (subject) => {
      const broken: string[] = []
      for (const [operation, task] of everyCall(subject, neverAborted)) {
        const settled = await Promise.resolve()
          .then(task)
          .catch(() => null)
        if (settled?._tag !== 'Left' && settled?._tag !== 'Right') broken.push(operation)
      }
      return assertLaw(broken, [])
    },
  },
  {
    name: 'MUST settle with Unreachable(cancelled), not delivered, and send nothing, when aborted before',
    check: async (subject) => {
      const source = createAbortController()
      source.abort()
      const before = subject.served()
      for (const [operation, task] of everyCall(subject, source.signal)) {
        const settled = await task()
        const verdict = assertLaw([operation, settled], [operation, E.left(unreachable('cancelled', 'no'))])
        if (E.isLeft(verdict)) return verdict
      }
      return assertLaw(subject.served(), before)
    },
  },
  {
    name: 'MUST settle with Unreachable(cancelled) when aborted in flight',
    check: async (subject) => {
      const source = createAbortController()
      const running = everyCall(subject, source.signal).map(([operation, task]) => [operation, task()] as const)
      source.abort()
      for (const [operation, promise] of running) {
        const settled = await promise
        const failure = E.isLeft(settled) ? settled.left : null
        const isCancelled = failure?._tag === 'Unreachable' && failure.reason === 'cancelled'
        if (!isCancelled) return E.left({ operation, settled })
      }
      return E.right('holds')
    },
  },
  {
    name: 'MUST change nothing by reading',
    check: async (subject) => {
      const { port, userId, institutionId } = subject
      const start = await created(subject)
      if (E.isLeft(start)) return start
      const readAll = async (): Promise<unknown> => {
        const job = await port.getJob({ jobId: start.right.jobId }, neverAborted)()
        const jobs = await port.listJobs({ userId }, neverAborted)()
        const connections = await port.listConnections({ userId }, neverAborted)()
        return {
          job: E.isRight(job) ? { id: job.right.id, titles: job.right.steps.map(({ title }) => title) } : job,
          jobs: E.isRight(jobs) ? jobs.right.map(({ id }) => id) : jobs,
          connections: E.isRight(connections) ? connections.right.map(({ id }) => id) : connections,
          institution: await port.getInstitution({ institutionId }, neverAborted)(),
        }
      }
      return assertLaw(await readAll(), await readAll())
    },
  },
  {
    name: 'MUST return the running job when the same connection is created twice',
    check: async (subject) => {
      const first = await created(subject)
      const second = await created(subject)
      const jobId = E.isRight(first) ? first.right.jobId : null
      return assertLaw(
        [first, second],
        [E.right({ outcome: 'created', jobId }), E.right({ outcome: 'alreadyRunning', jobId })],
      )
    },
  },
  {
    name: 'MUST show a job that it has started, alone and in the list',
    check: async (subject) => {
      const { port, userId } = subject
      const start = await created(subject)
      if (E.isLeft(start)) return start
      const { jobId } = start.right
      const job = await port.getJob({ jobId }, neverAborted)()
      const jobs = await port.listJobs({ userId }, neverAborted)()
      const seen = [E.isRight(job) ? job.right.id : job, E.isRight(jobs) ? jobs.right.map(({ id }) => id) : jobs]
      return assertLaw(seen, [jobId, [jobId]])
    },
  },
  {
    name: 'MUST refuse an unknown job with 404 resource-not-found',
    check: async ({ port }) => {
      const settled = await port.getJob({ jobId: UNKNOWN_JOB }, neverAborted)()
      const failure = E.isLeft(settled) && settled.left._tag === 'Refused' ? settled.left : null
      return failure === null
        ? E.left({ seen: settled })
        : assertLaw([failure.status, failure.code], [404, 'resource-not-found'])
    },
  },
  {
    name: 'MUST NOT show a credential or an answer in any failure',
    check: async ({ port, userId, credentials }) => {
      const answers = ['Ygritte-4711']
      const connection = { userId, connectionId: UNKNOWN_CONNECTION }
      const settled = [
        await port.createConnection({ userId, institutionId: UNKNOWN_INSTITUTION, credentials }, neverAborted)(),
        await port.updateConnection({ ...connection, credentials }, neverAborted)(),
        await port.answerMfa({ jobId: UNKNOWN_JOB, answers }, neverAborted)(),
      ]
      const written = JSON.stringify(settled.filter(E.isLeft))
      const shown = [...Object.values(credentials), ...answers].filter((secret) => written.includes(secret))
      return assertLaw({ failed: settled.every(E.isLeft), shown: shown.length }, { failed: true, shown: 0 })
    },
  },
  {
    name: 'MUST have a clock that never runs backward, sleeps as long as asked, and wakes when aborted',
    check: async ({ port: { clock } }) => {
      const source = createAbortController()
      const before = clock.now()
      await clock.sleep(5, neverAborted)
      const slept = clock.now() - before
      const sleeping = clock.sleep(2 ** 40, source.signal)
      source.abort()
      await sleeping
      await clock.sleep(2 ** 40, source.signal)
      return assertLaw([slept >= 5, clock.now() - before < 2 ** 39], [true, true])
    },
  },
]
