import type { BankPort, PortError } from '@bank-connection/core'
import { createVirtualClock, unreachable } from '@bank-connection/core/adapter'
import type { CommandSubject } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { institution } from '../connect/scripted-bank.ts'
import { asking, checking, denied, done, jobOf, retrieving, scriptedPort, verifying } from '../scripted-port.ts'

/** How a bank may break what it promises. */
export type Bug = 'throws' | 'reads another job' | 'goes on when stopped' | 'has a hasty clock'

const LATENCY_MS = 120

interface BankJob {
  readonly id: string
  readonly isRight: boolean
  readonly startedAt: number
  answeredAt: number | null
}

const refused = (code: string): PortError => ({
  ...{ _tag: 'Refused', status: 400, code, detail: null, correlationId: null },
})

/** What a job shows: 2 s for the credentials, then the challenge, 1 s for the answer, and 3 s for the accounts. */
const showing = ({ id, isRight, startedAt, answeredAt }: BankJob, now: number) => {
  const shows = () => {
    if (now < startedAt + 2_000) return verifying
    if (!isRight) return denied
    if (answeredAt === null) return now < startedAt + 400_000 ? asking : EXPIRED
    if (now < answeredAt + 1_000) return checking
    return now < answeredAt + 4_000 ? retrieving : done
  }
  return { ...shows(), id, created: startedAt, institution: { id: 'AU00002' } }
}

const EXPIRED = jobOf(['success', 'failed', 'pending', 'pending'], { problem: 'mfa-expired' })

const INSTITUTION = {
  ...{ shortName: null, country: null, institutionType: null, serviceName: null, serviceType: null, tier: null },
  ...{ stage: null, status: null, forgottenPasswordUrl: null, features: null, logo: null },
  ...institution,
}

/** A bank of one institution whose password is `right`, and the answer to whose challenge is `1234`. */
export const createLoginBank = (bug: Bug | null = null): CommandSubject => {
  const clock = createVirtualClock()
  const jobs: BankJob[] = []
  let reads = 0
  const find = (jobId: string): BankJob | undefined => jobs.find(({ id }) => id === jobId)
  const after = async (signal: Parameters<typeof clock.sleep>[1], value: () => E.Either<PortError, unknown>) => {
    await clock.sleep(LATENCY_MS, signal)
    if (bug === 'goes on when stopped' && signal.aborted) return new Promise<never>(() => undefined)
    return signal.aborted ? E.left(unreachable('cancelled', 'unknown')) : value()
  }
  const { port } = scriptedPort(
    {
      getInstitution: (_, signal) => after(signal, () => E.right(INSTITUTION)),
      createConnection: ({ input }, signal) =>
        after(signal, () => {
          const { credentials } = input as { credentials: { password: string } }
          const id = `job-${jobs.length + 1}`
          jobs.push({ id, isRight: credentials.password === 'right', startedAt: clock.now(), answeredAt: null })
          return E.right({ outcome: 'created', jobId: id })
        }),
      listJobs: (_, signal) => after(signal, () => E.right(jobs.map((job) => showing(job, clock.now())))),
      getJob: ({ input }, signal) =>
        after(signal, () => {
          reads += 1
          if (bug === 'throws' && reads === 4) throw new Error('a bug')
          const job = find((input as { jobId: string }).jobId)
          if (job === undefined) return E.left(refused('resource-not-found'))
          return E.right({ ...showing(job, clock.now()), ...(bug === 'reads another job' ? { id: 'job-0' } : {}) })
        }),
      answerMfa: ({ input }, signal) =>
        after(signal, () => {
          const { jobId, answers } = input as { jobId: string; answers: readonly string[] }
          const job = find(jobId)
          if (job === undefined || answers[0] !== '1234') return E.left(refused('mfa-invalid'))
          job.answeredAt ??= clock.now()
          return E.right(undefined)
        }),
    },
    clock,
  )
  const hasty: BankPort = {
    ...(Object.fromEntries(CALLS.map((name) => [name, port[name]])) as unknown as BankPort),
    clock: { now: clock.now, sleep: (ms, signal) => clock.sleep(ms > 60 ? ms / 10 : ms, signal) },
  }
  return {
    port: bug === 'has a hasty clock' ? hasty : port,
    request: { userId: 'user-1', institutionId: 'AU00002' },
    credentials: { loginId: 'jared', password: 'right' },
    wrongCredentials: { loginId: 'jared', password: 'wrong' },
    answers: ({ prompts }) => prompts.map(() => '1234'),
  }
}

const CALLS = ['getInstitution', 'createConnection', 'listJobs', 'getJob', 'answerMfa'] as const
