import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionRequest } from '@bank-connection/core'
import { sandboxApiKey } from '@bank-connection/memory-adapter'
import { type AccessLogEntry, serveMemoryBank } from '@bank-connection/sandbox'
import { createFileStore } from '@bank-connection/stores/file'
import { either as E } from 'fp-ts'
import { createScenarioBank, type Scenario, USER_INPUT } from '../scenarios.ts'
import { savedStateOf } from '../simulated-process.ts'
import type { KillPoint, WorkerOptions } from './worker-options.ts'
import type { Worker } from './worker-pool.ts'

/** Bank milliseconds in a real one: a job takes half a second. */
const SPEED = 40

/**
 * When the first process is killed: at one of its lines, or when the bank has received a request, whose response is lost.
 */
export type Kill = KillPoint | { readonly onceServed: string } | null

export interface KillResult {
  /** Lines of the process that was killed. */
  readonly firstOutput: readonly string[]
  /** The result in the last process: `connected`, or the tag of its failure. */
  readonly end: string
  /** The state in the store. */
  readonly stored: string
  /** How many requests that must not be repeated reached the bank, by name. */
  readonly served: Readonly<Record<string, number>>
  /** Number of connections at the bank. */
  readonly connections: number
  /** Lines of the last process that are neither an event nor the end, such as requests that were not stored first. */
  readonly unexpectedLines: readonly string[]
}

/** The requests that must not be repeated, by route. */
const NAMES: Readonly<Record<string, string>> = {
  'POST /users/{userId}/connections': 'createConnection',
  'POST /users/{userId}/connections/{connectionId}/refresh': 'refreshConnection',
  'POST /users/{userId}/connections/{connectionId}': 'updateConnection',
  'POST /jobs/{jobId}/mfa': 'answerMfa',
}

const nameOf = ({ method, path }: Pick<AccessLogEntry, 'method' | 'path'>): string =>
  NAMES[`${method} ${path}`] ?? `${method} ${path}`

/** The result of a scenario, however often it is interrupted. */
export const expectedResult = (scenario: Scenario) => ({
  end: 'connected',
  stored: 'connected',
  served: scenario.servedOnce,
  connections: 1,
  unexpectedLines: [],
})

const endIn = (lines: readonly string[]): string => {
  const line = lines.find((each) => each.startsWith('end '))
  if (line === undefined) return 'none'
  const end = JSON.parse(line.slice(4)) as E.Either<{ readonly _tag: string }, unknown>
  return E.isRight(end) ? 'connected' : end.left._tag
}

/** Runs a scenario in a process that is killed, and resumes it in another. */
export const runKilled = async (scenario: Scenario, kill: Kill, next: () => Worker): Promise<KillResult> => {
  const startAt = Date.now()
  const bank = createScenarioBank({ time: { speed: SPEED }, startAt })
  const startedAt = Date.now()
  const folder = await mkdtemp(join(tmpdir(), 'bank-kill-'))
  const request = await scenario.makeRequest(bank.port, bank.userId)
  const served: Record<string, number> = {}
  let killProcess: () => void = () => undefined
  const onRequest = (entry: AccessLogEntry): void => {
    const name = nameOf(entry)
    if (Object.values(NAMES).includes(name)) served[name] = (served[name] ?? 0) + 1
    if (kill !== null && 'onceServed' in kill && kill.onceServed === name) killProcess()
  }
  const serving = await serveMemoryBank(bank, { onRequest })()
  if (E.isLeft(serving)) throw new Error(serving.left.message)
  const options = optionsFor(serving.right.url, folder, request, { startAt, startedAt })
  try {
    const first = next()
    killProcess = first.kill
    const killAt = kill !== null && 'line' in kill ? kill : null
    const firstOutput = await first.run({ ...options, killAt })
    killProcess = () => undefined
    const lastOutput = kill === null ? firstOutput : await next().run({ ...options, killAt: null })
    return {
      firstOutput,
      end: endIn(lastOutput),
      stored: await storedStateIn(folder),
      served,
      connections: bank.world().connectionCount,
      unexpectedLines: lastOutput.filter((line) => !/^(?:[<>+=] |end )/.test(line)),
    }
  } finally {
    await serving.right.close()
    await rm(folder, { recursive: true })
  }
}

const optionsFor = (
  url: string,
  folder: string,
  request: ConnectionRequest,
  times: Pick<WorkerOptions, 'startAt' | 'startedAt'>,
): WorkerOptions => ({
  url,
  apiKey: sandboxApiKey,
  folder,
  ...times,
  speed: SPEED,
  request,
  userInput: USER_INPUT,
  killAt: null,
})

const storedStateIn = async (folder: string): Promise<string> => {
  const loaded = await createFileStore({ folder }).load('c-1')()
  return E.isRight(loaded) ? savedStateOf(loaded.right?.saved ?? null) : loaded.left._tag
}
