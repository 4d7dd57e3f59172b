import type { BankPort, PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  createBankPort,
  createVirtualClock,
  type Send,
  unreachable,
  type VirtualClock,
  type WireRequest,
  type WireResponse,
} from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { jobBody } from './hostile-job.ts'
import { encodingsOf } from './secret.ts'
import type { Random } from './seeded-random.ts'

const AT = 1_767_564_000_000

/** What fails about a request. Each fault echoes secrets that the bank has received. */
export type Fault =
  | 'refused'
  | 'malformed'
  | 'status'
  | 'rejects'
  | 'throws'
  | 'lost'
  | 'tokenless'
  | 'port-rejects'
  | 'port-refuses'

const FAULTS: readonly Fault[] = ['refused', 'refused', 'malformed', 'status', 'rejects', 'throws', 'lost', 'tokenless']

/** A bank that echoes what it receives wherever it can, and records its requests. */
export interface HostileBank {
  readonly port: BankPort
  readonly clock: VirtualClock
  /** Methods, paths and bodies of the requests, except the bodies that may carry secrets. */
  readonly requests: string[]
  /** The bodies that may carry secrets. */
  readonly carried: string[]
  /** How often each fault echoed a secret. */
  readonly echoed: Map<string, number>
}

const carriesSecrets = ({ method, template }: WireRequest): boolean =>
  method === 'POST' && !template.endsWith('/refresh')

const textsIn = (body: unknown): readonly string[] =>
  typeof body === 'string'
    ? [body]
    : typeof body === 'object' && body !== null
      ? Object.entries(body).flatMap(([name, member]) => (name === 'institution' ? [] : textsIn(member)))
      : []

/** @param faultPercent - percentage of requests that fail */
export const createHostileBank = (random: Random, faultPercent: number, authorization: string): HostileBank => {
  const clock = createVirtualClock({ startAt: AT })
  const received: string[] = []
  const requests: string[] = []
  const carried: string[] = []
  const echoed = new Map<string, number>()
  const jobs = new Map<string, { position: number }>()
  const count = (name: string): void => void echoed.set(name, (echoed.get(name) ?? 0) + (received.length > 0 ? 1 : 0))
  /** A received secret in some encoding, alone or in a sentence. */
  const echo = (): string => {
    if (received.length === 0) return 'Nothing was received yet'
    const secret = random.pick(encodingsOf(random.pick(received)))
    return random.pick([secret, `Login ${secret} is not valid.`, `locked:${secret}`, `${secret}${secret}`])
  }
  /** Faults are rarer before there is a secret to echo. */
  const fails = (): boolean =>
    requests.length < PATIENCE && random.below(100) < (received.length > 0 ? faultPercent : faultPercent / 6)
  const some = (text: () => string): string =>
    random.chance(60) ? text() : random.pick(['invalid-credentials', 'Try again'])

  const refusal = (): WireResponse => ({
    status: random.pick([400, 400, 400, 401, 403, 404, 409, 429, 500, 503]),
    body: { correlationId: some(echo), data: [{ code: some(echo), title: some(echo), detail: some(echo) }] },
  })
  const malformed = (): WireResponse => ({
    status: random.pick([200, 202]),
    body: random.pick<unknown>([
      { [echo()]: echo() },
      [echo()],
      echo(),
      { id: { [echo()]: echo() } },
      { id: 'job-1', steps: [{ title: echo(), status: 5, result: echo() }] },
      null,
    ]),
  })
  const failure = (): PortError =>
    random.pick<() => PortError>([
      () => ({ _tag: 'Refused', status: 400, code: some(echo), detail: echo(), correlationId: echo() }),
      () => ({ _tag: 'TokenUnavailable', reason: 'refused', status: 403, detail: echo(), correlationId: echo() }),
    ])()

  const start = (): WireResponse => {
    const id = `job-${jobs.size + 1}`
    jobs.set(id, { position: 0 })
    return { status: random.chance(80) ? 202 : 200, body: { id } }
  }
  const bodyOfJob = (id: string): unknown => {
    const job = jobs.get(id) ?? { position: 0 }
    job.position = requests.length > PATIENCE ? 99 : job.position + random.pick([0, 1, 1, 1, 2])
    const failing = fails()
    if (failing) count('job')
    return jobBody({ id, position: job.position, authorization, fails: failing, echo, random, at: clock.now() })
  }
  const answer = (request: WireRequest): WireResponse => {
    const { template, path, method } = request
    const jobId = /^\/jobs\/([\w-]+)$/.exec(path)?.[1]
    if (template === '/institutions/{institutionId}') return { status: 200, body: institution(authorization) }
    if (jobId !== undefined) return { status: 200, body: bodyOfJob(jobId) }
    if (template === '/jobs/{jobId}/mfa') return { status: 202, body: null }
    if (template === '/users/{userId}/jobs')
      return { status: 200, body: { data: random.chance(50) ? [...jobs.keys()].map(bodyOfJob) : [] } }
    if (method === 'GET') return { status: 200, body: { id: 'c-1', institution: { id: 'AU00001' } } }
    return start()
  }
  const fail = async (fault: Fault): Promise<E.Either<PortError, WireResponse>> => {
    count(fault)
    switch (fault) {
      case 'refused':
        return E.right(refusal())
      case 'malformed':
        return E.right(malformed())
      case 'status':
        return E.right({ status: random.pick([204, 302, 307]), body: { [echo()]: echo() } })
      case 'lost':
        return E.left(unreachable('offline', random.pick(['no', 'unknown', 'unknown'])))
      case 'tokenless':
        return E.left(failure())
      default:
        throw new Error(echo(), { cause: { [echo()]: echo() } })
    }
  }
  const send: Send = (request) => {
    requests.push(`${request.method} ${request.path} ${request.template}`)
    if (carriesSecrets(request)) {
      received.push(...textsIn(request.body))
      carried.push(JSON.stringify(request.body))
    } else requests.push(JSON.stringify(request.body) ?? '')
    const fault = fails() ? random.pick(FAULTS) : null
    if (fault === 'throws') {
      count(fault)
      throw new TypeError(echo())
    }
    if (fault === 'lost' && carriesSecrets(request) && random.chance(50)) start()
    return async () => (fault === null ? E.right(answer(request)) : fail(fault))
  }
  const port = createBankPort(send, clock)
  const withPortFaults =
    (name: string, call: (input: never, signal?: AbortSignalLike) => () => Promise<unknown>) =>
    (input: never, signal?: AbortSignalLike) => {
      if (random.chance(15) && fails()) {
        const fault = random.pick(['port-rejects', 'port-refuses'] as const)
        count(fault)
        // What a port that isn't built by `createBankPort` may do.
        return async () => {
          if (fault === 'port-refuses') return E.left(failure())
          throw Object.assign(new Error(`${name}: ${echo()}`), { [echo()]: echo() })
        }
      }
      return call(input, signal)
    }
  const calls = Object.entries(port).map(([name, call]) => [
    name,
    name === 'clock' ? call : withPortFaults(name, call as never),
  ])
  return { port: Object.fromEntries(calls) as BankPort, clock, requests, carried, echoed }
}

/** Number of recorded lines after which the bank stops failing, so that every session ends. */
const PATIENCE = 150

const institution = (authorization: string): unknown => ({
  id: 'AU00001',
  name: 'A bank',
  authorization,
  loginIdCaption: 'Login',
  passwordCaption: 'Password',
  securityCodeCaption: 'PIN',
  secondaryLoginIdCaption: 'Second login',
  userTokenCaption: 'Token',
})
