import {
  type BankRequest,
  type BankResponse,
  createWorld,
  type JobDurations,
  type MemoryBank,
  respond,
  sandboxApiKey,
  type World,
  type WorldOptions,
} from '@bank-connection/memory-adapter'
import { find } from '../src/world/id-map.ts'

/** 2026-01-05T00:00:00Z. */
export const MONDAY = Date.UTC(2026, 0, 5)

export type Scope = 'SERVER_ACCESS' | 'CLIENT_ACCESS'

/** A client of a world at a time. Worlds and responses are deeply frozen, so that mutations throw. */
export interface TestClient {
  readonly world: () => World
  readonly now: () => number
  readonly advance: (ms: number) => void
  readonly send: (request: BankRequest) => BankResponse
  readonly get: (path: string, scope?: Scope) => BankResponse
  readonly post: (path: string, body?: unknown, scope?: Scope) => BankResponse
  readonly remove: (path: string, scope?: Scope) => BankResponse
}

export const deepFreeze = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}

export const tokenRequest = (scope: Scope = 'SERVER_ACCESS', version = '2.1', key = sandboxApiKey): BankRequest => ({
  method: 'POST',
  path: '/token',
  headers: {
    authorization: `Basic ${key}`,
    'basiq-version': version,
    'content-type': 'application/x-www-form-urlencoded',
  },
  body: { scope },
})

/** The token of a response to {@link tokenRequest}. */
export const tokenIn = ({ body }: BankResponse): string => (body as { readonly access_token: string }).access_token

/** A request with a token and without a body. */
export const withToken = (token: string, path = '/institutions', method = 'GET'): BankRequest => ({
  method,
  path,
  headers: { authorization: `Bearer ${token}` },
  body: null,
})

/** The status of a request to the bank with this token. */
export const statusWith = async (bank: MemoryBank, token: string): Promise<number> =>
  (await bank.handle(withToken(token, '/users/user-1/jobs'))).status

export const createTestClient = (options: WorldOptions = {}, startAt = MONDAY): TestClient => {
  let world = deepFreeze(createWorld(options))
  let now = startAt
  const send = (request: BankRequest): BankResponse => {
    const [next, response] = respond(world, now, request)
    world = deepFreeze(next)
    return deepFreeze(response)
  }
  const tokens = new Map<Scope, { readonly until: number; readonly token: string }>()
  const tokenOf = (scope: Scope): string => {
    const kept = tokens.get(scope)
    if (kept !== undefined && now < kept.until) return kept.token
    const token = tokenIn(send(tokenRequest(scope)))
    tokens.set(scope, { until: now + 3_500_000, token })
    return token
  }
  const call = (method: string, path: string, body: unknown, scope: Scope): BankResponse =>
    send({
      method,
      path,
      headers: { authorization: `Bearer ${tokenOf(scope)}`, 'content-type': 'application/json' },
      body,
    })
  return {
    world: () => world,
    now: () => now,
    advance: (ms) => {
      now += ms
    },
    send,
    get: (path, scope = 'SERVER_ACCESS') => call('GET', path, null, scope),
    post: (path, body = null, scope = 'SERVER_ACCESS') => call('POST', path, body, scope),
    remove: (path, scope = 'SERVER_ACCESS') => call('DELETE', path, null, scope),
  }
}

export const CONNECTIONS = '/users/user-1/connections'

export const gavin = { loginId: 'gavinBelson', password: 'hooli2016' }

export interface StepBody {
  readonly title: string
  readonly status: string
  readonly result: Readonly<Record<string, unknown>> | null
}

export interface JobBody {
  readonly id: string
  readonly created: string
  readonly updated: string
  readonly steps: readonly StepBody[]
  readonly links: { readonly self: string; readonly source?: string }
  readonly institution?: { readonly id: string }
}

export const idOf = ({ body }: BankResponse): string => (body as { readonly id: string }).id

export const dataOf = <A>({ body }: BankResponse): readonly A[] => (body as { readonly data: readonly A[] }).data

/** Creates a connection and returns the id of its job. */
export const connect = (client: TestClient, institutionId = 'AU00000', credentials: object = gavin): string =>
  idOf(client.post(CONNECTIONS, { ...credentials, institution: { id: institutionId } }))

export const readJob = (client: TestClient, jobId: string): JobBody => client.get(`/jobs/${jobId}`).body as JobBody

/** The durations of a job. */
export const durationsOf = (client: TestClient, jobId: string): JobDurations => {
  const record = find(client.world().jobs, jobId)
  if (record === null) throw new Error('no job')
  return record.durations
}

/** `title status` of each step. */
export const stepsOf = (client: TestClient, jobId: string): readonly string[] =>
  readJob(client, jobId).steps.map(({ title, status }) => `${title} ${status}`)

export const stepOf = (client: TestClient, jobId: string, title: string): StepBody => {
  const step = readJob(client, jobId).steps.find((one) => one.title === title)
  if (step === undefined) throw new Error(`no step ${title}`)
  return step
}

/** Advances time in steps of 250 ms until the condition is true, for at most ten minutes. */
export const waitUntil = (client: TestClient, holds: () => boolean): void => {
  for (let i = 0; i < 2_400; i++) {
    if (holds()) return
    client.advance(250)
  }
  throw new Error('it never came true')
}

export const isOver = (client: TestClient, jobId: string): boolean => {
  const { steps } = readJob(client, jobId)
  return (
    steps.some(({ status }) => status === 'failed') ||
    steps.every(({ status }) => status === 'success' || status === 'skipped')
  )
}

export const waitUntilOver = (client: TestClient, jobId: string): void => waitUntil(client, () => isOver(client, jobId))

export const waitUntilChallenged = (client: TestClient, jobId: string): void =>
  waitUntil(client, () => stepOf(client, jobId, 'mfa-challenge').result?.['type'] === 'mfa')

/** The error of a response, without its correlation id. */
export const problemOf = ({ status, body }: BankResponse): unknown => {
  const { data } = body as { readonly data: readonly Readonly<Record<string, unknown>>[] }
  const { type: _, ...members } = data[0] ?? {}
  return { status, ...members }
}
