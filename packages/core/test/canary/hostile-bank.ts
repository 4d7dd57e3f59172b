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
import type { Draw } from './seeded-random.ts'
import { writingsOf } from './secret.ts'
import { jobBody } from './hostile-job.ts'

const AT = 1_767_564_000_000

/** What goes wrong with a request; each repeats what secrets the bank was ever given. */
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

/** A bank that repeats whatever it was given, wherever it can, and what it was asked. */
export interface HostileBank {
  readonly port: BankPort
  readonly clock: VirtualClock
  /** Methods, paths and bodies of the requests, but the bodies that are to carry secrets. */
  readonly requests: string[]
  /** The bodies that are to carry them. */
  readonly carried: string[]
  /** What it has done that repeats a secret, by its name. */
  readonly repeated: Map<string, number>
}

const carriesSecrets = ({ method, template }: WireRequest): boolean =>
  method === 'POST' && !template.endsWith('/refresh')

const textsIn = (body: unknown): readonly string[] =>
  typeof body === 'string'
    ? [body]
    : typeof body === 'object' && body !== null
      ? Object.entries(body).flatMap(([name, member]) => (name === 'institution' ? [] : textsIn(member)))
      : []

/** Creates one. `faults`: the share of requests that fail, in percent. */
export const createHostileBank = (draw: Draw, faults: number, authorization: string): HostileBank => {
  const clock = createVirtualClock({ startAt: AT })
  const heard: string[] = []
  const requests: string[] = []
  const carried: string[] = []
  const repeated = new Map<string, number>()
  const jobs = new Map<string, { position: number }>()
  const count = (name: string): void => void repeated.set(name, (repeated.get(name) ?? 0) + (heard.length > 0 ? 1 : 0))
  /** Some secret that the bank has heard of, somehow written, amid words. */
  const echo = (): string => {
    if (heard.length === 0) return 'Nothing was given yet'
    const secret = draw.pick(writingsOf(draw.pick(heard)))
    return draw.pick([secret, `Login ${secret} is not valid.`, `locked:${secret}`, `${secret}${secret}`])
  }
  /** Faults are rarer before there is anything to repeat. */
  const goesWrong = (): boolean =>
    requests.length < PATIENCE && draw.below(100) < (heard.length > 0 ? faults : faults / 6)
  const some = (text: () => string): string =>
    draw.luck(60) ? text() : draw.pick(['invalid-credentials', 'Try again'])

  const refusal = (): WireResponse => ({
    status: draw.pick([400, 400, 400, 401, 403, 404, 409, 429, 500, 503]),
    body: { correlationId: some(echo), data: [{ code: some(echo), title: some(echo), detail: some(echo) }] },
  })
  const malformed = (): WireResponse => ({
    status: draw.pick([200, 202]),
    body: draw.pick<unknown>([
      { [echo()]: echo() },
      [echo()],
      echo(),
      { id: { [echo()]: echo() } },
      { id: 'job-1', steps: [{ title: echo(), status: 5, result: echo() }] },
      null,
    ]),
  })
  const failure = (): PortError =>
    draw.pick<() => PortError>([
      () => ({ _tag: 'Refused', status: 400, code: some(echo), detail: echo(), correlationId: echo() }),
      () => ({ _tag: 'TokenUnavailable', reason: 'refused', status: 403, detail: echo(), correlationId: echo() }),
    ])()

  const start = (): WireResponse => {
    const id = `job-${jobs.size + 1}`
    jobs.set(id, { position: 0 })
    return { status: draw.luck(80) ? 202 : 200, body: { id } }
  }
  const bodyOfJob = (id: string): unknown => {
    const job = jobs.get(id) ?? { position: 0 }
    job.position = requests.length > PATIENCE ? 99 : job.position + draw.pick([0, 1, 1, 1, 2])
    const isWrong = goesWrong()
    if (isWrong) count('job')
    return jobBody({ id, position: job.position, authorization, goesWrong: isWrong, echo, draw, at: clock.now() })
  }
  const answer = (request: WireRequest): WireResponse => {
    const { template, path, method } = request
    const jobId = /^\/jobs\/([\w-]+)$/.exec(path)?.[1]
    if (template === '/institutions/{institutionId}') return { status: 200, body: institution(authorization) }
    if (jobId !== undefined) return { status: 200, body: bodyOfJob(jobId) }
    if (template === '/jobs/{jobId}/mfa') return { status: 202, body: null }
    if (template === '/users/{userId}/jobs')
      return { status: 200, body: { data: draw.luck(50) ? [...jobs.keys()].map(bodyOfJob) : [] } }
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
        return E.right({ status: draw.pick([204, 302, 307]), body: { [echo()]: echo() } })
      case 'lost':
        return E.left(unreachable('offline', draw.pick(['no', 'unknown', 'unknown'])))
      case 'tokenless':
        return E.left(failure())
      default:
        throw new Error(echo(), { cause: { [echo()]: echo() } })
    }
  }
  const send: Send = (request) => {
    requests.push(`${request.method} ${request.path} ${request.template}`)
    if (carriesSecrets(request)) {
      heard.push(...textsIn(request.body))
      carried.push(JSON.stringify(request.body))
    } else requests.push(JSON.stringify(request.body) ?? '')
    const fault = goesWrong() ? draw.pick(FAULTS) : null
    if (fault === 'throws') {
      count(fault)
      throw new TypeError(echo())
    }
    if (fault === 'lost' && carriesSecrets(request) && draw.luck(50)) start()
    return async () => (fault === null ? E.right(answer(request)) : fail(fault))
  }
  const port = createBankPort(send, clock)
  const spoilt =
    (name: string, call: (input: never, signal?: AbortSignalLike) => () => Promise<unknown>) =>
    (input: never, signal?: AbortSignalLike) => {
      if (draw.luck(15) && goesWrong()) {
        const fault = draw.pick(['port-rejects', 'port-refuses'] as const)
        count(fault)
        // What an adapter may do that is not made by `createBankPort`.
        return async () => {
          if (fault === 'port-refuses') return E.left(failure())
          throw Object.assign(new Error(`${name}: ${echo()}`), { [echo()]: echo() })
        }
      }
      return call(input, signal)
    }
  const calls = Object.entries(port).map(([name, call]) => [
    name,
    name === 'clock' ? call : spoilt(name, call as never),
  ])
  return { port: Object.fromEntries(calls) as BankPort, clock, requests, carried, repeated }
}

/** From this many lines on the bank lets things come to an end. */
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
