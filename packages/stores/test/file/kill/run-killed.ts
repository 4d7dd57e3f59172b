import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionRequest } from '@bank-connection/core'
import { type MemoryBank, sandboxApiKey } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, serveMemoryBank } from '@bank-connection/sandbox'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E } from 'fp-ts'
import { type Flow, flowBank, PERSON } from '../scenarios.ts'
import { pointOf } from '../simulated-process.ts'
import type { Orders, Stop } from './worker-options.ts'
import type { Recruit } from './worker-pool.ts'

/** Bank milliseconds in a real one: a job takes half a second. */
const SPEED = 40

/**
 * When the first process is killed: at one of its lines, or as soon as the bank has carried out a request, whose answer
 * then reaches nobody.
 */
export type Death = Stop | { readonly onceServed: string } | null

/** What was seen of one connection. */
export interface Seen {
  /** Lines of the process that was killed. */
  readonly before: readonly string[]
  /** The end as the last process told it: `connected`, or the tag of its failure. */
  readonly end: string
  /** At which point the store has it. */
  readonly stored: string
  /** How often the bank has carried out each request that must not be repeated. */
  readonly served: Readonly<Record<string, number>>
  /** How many connections there are at the bank. */
  readonly connections: number
  /** What left though the store did not say so; lines of the last process that are no moment and no end. */
  readonly unsaid: readonly string[]
  readonly durationMs: number
}

/** The requests that must not be repeated, by their templates. */
const NAMES: Readonly<Record<string, string>> = {
  'POST /users/{userId}/connections': 'createConnection',
  'POST /users/{userId}/connections/{connectionId}/refresh': 'refreshConnection',
  'POST /users/{userId}/connections/{connectionId}': 'updateConnection',
  'POST /jobs/{jobId}/mfa': 'answerMfa',
}

const nameOf = ({ method, path }: Pick<AccessLogEntry, 'method' | 'path'>): string =>
  NAMES[`${method} ${path}`] ?? `${method} ${path}`

/** What the whole of a flow comes to, however often it is interrupted. */
export const wholeOf = (flow: Flow) => ({
  end: 'connected',
  stored: 'connected',
  served: flow.once,
  connections: 1,
  unsaid: [],
})

const endIn = (lines: readonly string[]): string => {
  const line = lines.find((each) => each.startsWith('end '))
  if (line === undefined) return 'none'
  const end = JSON.parse(line.slice(4)) as E.Either<{ readonly _tag: string }, unknown>
  return E.isRight(end) ? 'connected' : end.left._tag
}

/** Runs a flow in a process that is killed, and in another that goes on from the files. */
export const runKilled = async (flow: Flow, death: Death, next: () => Recruit): Promise<Seen> => {
  const began = performance.now()
  const startAt = Date.now()
  const bank = flowBank({ time: { speed: SPEED }, startAt })
  const startedAt = Date.now()
  const folder = await mkdtemp(join(tmpdir(), 'bank-kill-'))
  const request = await flow.makeRequest(bank.port, bank.userId)
  const served: Record<string, number> = {}
  let kill: () => void = () => undefined
  const onRequest = (entry: AccessLogEntry): void => {
    const name = nameOf(entry)
    if (Object.values(NAMES).includes(name)) served[name] = (served[name] ?? 0) + 1
    if (death !== null && 'onceServed' in death && death.onceServed === name) kill()
  }
  const serving = await serveMemoryBank(bank, { onRequest })()
  if (E.isLeft(serving)) throw new Error(serving.left.message)
  const orders = ordersOf(serving.right.url, folder, request, { startAt, startedAt })
  try {
    const first = next()
    kill = first.kill
    const stopAt = death !== null && 'line' in death ? death : null
    const before = await first.run({ ...orders, stopAt })
    kill = () => undefined
    const after = death === null ? before : await next().run({ ...orders, stopAt: null })
    return {
      before,
      end: endIn(after),
      stored: await storedIn(folder),
      served,
      connections: connectionsAt(bank),
      unsaid: after.filter((line) => !/^(?:[<>+=] |end )/.test(line)),
      durationMs: Math.round(performance.now() - began),
    }
  } finally {
    await serving.right.close()
    await rm(folder, { recursive: true })
  }
}

const ordersOf = (
  url: string,
  folder: string,
  request: ConnectionRequest,
  times: Pick<Orders, 'startAt' | 'startedAt'>,
): Orders => ({
  url,
  apiKey: sandboxApiKey,
  folder,
  ...times,
  speed: SPEED,
  request,
  person: PERSON,
  stopAt: null,
})

const storedIn = async (folder: string): Promise<string> => {
  const loaded = await createFileStore({ folder }).load('c-1')()
  return E.isRight(loaded) ? pointOf(loaded.right?.saved ?? null) : loaded.left._tag
}

const connectionsAt = (bank: MemoryBank): number => bank.world().connectionCount
