/** Client of the benchmark, in its own process. Runs one round per message, which is the number of reads. */
import { JobId } from '@bank-connection/core'
import { decodeWith } from '@bank-connection/core/adapter'
import { createHttpBank } from '@bank-connection/http-adapter'
import { createFetchBank } from '@bank-connection/http-adapter/fetch'
import { either as E } from 'fp-ts'
import { Pool } from 'undici'

export type ClientName = 'undici' | 'port over undici' | 'fetch' | 'port over fetch'

/** Measurements of one round. */
export interface Round {
  readonly reads: number
  /** User and system CPU time of this process. */
  readonly cpuMicros: number
  readonly ms: number
}

const CONCURRENT = 64

/** Reads the job once; returns the number of its steps. */
type Read = () => Promise<number>

interface Steps {
  readonly steps: readonly unknown[]
}

const headers = { accept: 'application/json', authorization: `Bearer ${'t'.repeat(500)}` }

const bareUndici = (origin: string): Read => {
  const pool = new Pool(origin, { connections: CONCURRENT })
  return async () => {
    const { body } = await pool.request({ method: 'GET', path: '/jobs/j-1', headers })
    return ((await body.json()) as Steps).steps.length
  }
}

const bareFetch =
  (origin: string): Read =>
  async () => {
    const response = await fetch(`${origin}/jobs/j-1`, { headers })
    return ((await response.json()) as Steps).steps.length
  }

const overPort = (bank: Pick<ReturnType<typeof createHttpBank>, 'getJob'>): Read => {
  const jobId = decodeWith(JobId)('j-1')
  if (E.isLeft(jobId)) throw new Error('j-1 is not a job id')
  const input = { jobId: jobId.right }
  return async () => {
    const job = await bank.getJob(input)()
    if (E.isLeft(job)) throw new Error(job.left._tag)
    return job.right.steps.length
  }
}

const CLIENTS: Readonly<Record<ClientName, (baseUrl: string) => Read>> = {
  undici: bareUndici,
  'port over undici': (baseUrl) => overPort(createHttpBank({ apiKey: 'a2V5', baseUrl })),
  fetch: bareFetch,
  'port over fetch': (baseUrl) => overPort(createFetchBank({ apiKey: 'a2V5', baseUrl })),
}

/** Runs `reads` reads, `CONCURRENT` at a time. */
const round = async (read: Read, reads: number): Promise<Round> => {
  let left = reads
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      if ((await read()) !== 3) throw new Error('unexpected number of steps')
    }
  }
  const startedAt = performance.now()
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: CONCURRENT }, one))
  const { user, system } = process.cpuUsage(before)
  return { reads, cpuMicros: user + system, ms: performance.now() - startedAt }
}

const [, , name, origin] = process.argv
if (name === undefined || origin === undefined || !Object.hasOwn(CLIENTS, name))
  throw new Error('usage: client.ts NAME ORIGIN')
const read = CLIENTS[name as ClientName](origin)
process.on('message', async (reads: number) => process.send?.(await round(read, reads)))
