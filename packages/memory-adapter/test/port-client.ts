import type { InstitutionId, JobId, PortError } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import {
  createMemoryBank,
  type LoginScript,
  type MemoryBank,
  type MemoryBankOptions,
  scriptedLogin,
} from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'

/** A bank, with helpers that use its port. */
export interface PortClient {
  readonly bank: MemoryBank
  /** Creates a connection and returns the id of its job. */
  readonly create: (credentials: object, institutionId?: string) => Promise<E.Either<PortError, JobId>>
  /** Starts a job with a scripted login. */
  readonly startScripted: (script: LoginScript, institutionId?: string) => Promise<JobId>
  readonly read: (jobId: JobId) => Promise<E.Either<PortError, Job>>
  readonly answer: (jobId: JobId, ...answers: readonly string[]) => Promise<E.Either<PortError, void>>
  /** The distinct states of a job, polled every 250 ms until it ends or `ms` have passed. */
  readonly observe: (jobId: JobId, ms: number, answers?: readonly string[]) => Promise<readonly string[]>
}

export const createPortClient = (options: MemoryBankOptions = {}): PortClient => {
  const bank = createMemoryBank(options)
  const { port, userId } = bank
  const create: PortClient['create'] = async (credentials, institutionId = 'AU00000') =>
    E.map(({ jobId }: { readonly jobId: JobId }) => jobId)(
      await port.createConnection(
        { userId, institutionId: institutionId as InstitutionId, credentials },
        neverAborted,
      )(),
    )
  const read: PortClient['read'] = (jobId) => port.getJob({ jobId }, neverAborted)()
  const answer: PortClient['answer'] = (jobId, ...answers) => port.answerMfa({ jobId, answers }, neverAborted)()
  return {
    bank,
    create,
    startScripted: async (script, institutionId) => {
      const opened = await create(scriptedLogin(script), institutionId)
      if (E.isLeft(opened)) throw new Error(JSON.stringify(opened.left))
      return opened.right
    },
    read,
    answer,
    observe: async (jobId, ms, answers) => {
      const seen: string[] = []
      for (let passed = 0; passed <= ms; passed += 250) {
        const job = await read(jobId)
        const shown = E.isLeft(job) ? 'not found' : stepsIn(job.right)
        if (shown !== seen.at(-1)) seen.push(shown)
        if (E.isRight(job) && isOver(job.right)) return seen
        if (answers !== undefined && shown.includes('asks')) await answer(jobId, ...answers)
        await bank.advance(250)
      }
      return seen
    },
  }
}

/** The steps of a job in one line: a symbol per status, `asks` for an open challenge, or the code of a failure. */
const stepsIn = ({ steps }: Job): string =>
  steps
    .map(({ title, status, result }) => {
      if (result?._tag === 'Challenge') return 'asks'
      if (result?._tag === 'Problem') return result.code
      return KNOWN.includes(title) ? (LETTERS[status] ?? status) : `${title}:${status}`
    })
    .join(' ')

const KNOWN: readonly string[] = [
  'verify-credentials',
  'mfa-challenge',
  'retrieve-accounts',
  'retrieve-transactions',
  'retrieve-statements',
]

const LETTERS: Readonly<Record<string, string>> = {
  pending: '-',
  'in-progress': '~',
  success: '+',
  skipped: '/',
  failed: '!',
}

const isOver = ({ steps }: Job): boolean =>
  steps.some(({ status }) => status === 'failed') ||
  steps.every(({ status }) => status === 'success' || status === 'skipped')
