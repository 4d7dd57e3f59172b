import type { BankPort, PortError } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type BankCalls,
  createVirtualClock,
  unreachable,
  type VirtualClock,
} from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'

/** The calls, and when they were made, in milliseconds since the port was created. */
export interface Asked {
  readonly call: keyof BankCalls
  readonly input: unknown
  readonly at: number
}

type Reply = (
  asked: Asked,
  signal: AbortSignalLike,
) => Promise<E.Either<PortError, unknown>> | E.Either<PortError, unknown>

/** A port made of functions. Calls are recorded; a call without a script fails the test. */
export const scriptedPort = (
  script: Partial<Record<keyof BankCalls, Reply>>,
  clock: VirtualClock = createVirtualClock({ startAt: 0 }),
): {
  readonly port: BankPort
  readonly asked: Asked[]
  readonly clock: VirtualClock
  readonly inFlight: () => number
} => {
  const asked: Asked[] = []
  let inFlight = 0
  const call = (name: keyof BankCalls) => (input: unknown, signal: AbortSignalLike) => async () => {
    const one: Asked = { call: name, input, at: clock.now() }
    asked.push(one)
    if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
    inFlight += 1
    const reply = script[name]
    if (reply === undefined) throw new Error(`${name} is not in the script`)
    try {
      return await reply(one, signal)
    } finally {
      inFlight -= 1
    }
  }
  const port = new Proxy({ clock }, { get: (own, name) => (name === 'clock' ? own.clock : call(name as never)) })
  return { port: port as unknown as BankPort, asked, clock, inFlight: () => inFlight }
}

const TITLES = ['verify-credentials', 'mfa-challenge', 'retrieve-accounts', 'retrieve-transactions'] as const

type Status = 'pending' | 'in-progress' | 'success' | 'failed' | 'skipped'

/** A job whose four steps have these statuses; `asks` gives the second a challenge with one prompt. */
export const jobOf = (
  statuses: readonly [Status, Status, Status, Status],
  options: { readonly asks?: readonly string[]; readonly problem?: string; readonly detail?: string } = {},
): Job => {
  const { asks, problem, detail = null } = options
  const steps = TITLES.map((title, i) => {
    const status = statuses[i] ?? 'pending'
    const fails = status === 'failed' || (problem !== undefined && i === 0 && status === 'pending')
    if (fails && problem !== undefined)
      return { title, status, result: { _tag: 'Problem', code: problem, title: null, detail } }
    return i === 1 && asks !== undefined
      ? {
          title,
          status,
          result: { _tag: 'Challenge', method: 'token', description: null, prompts: asks, expiryMs: 120_000 },
        }
      : { title, status, result: null }
  })
  const links = { source: statuses[0] === 'success' ? '/users/user-1/connections/c-1' : null }
  return { id: 'job-1', created: null, updated: null, institution: null, steps, links } as unknown as Job
}

export const verifying = jobOf(['in-progress', 'pending', 'pending', 'pending'])
export const asking = jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: ['Code'] })
export const checking = jobOf(['success', 'in-progress', 'pending', 'pending'])
export const retrieving = jobOf(['success', 'success', 'in-progress', 'pending'])
export const done = jobOf(['success', 'success', 'success', 'success'])
export const denied = jobOf(['failed', 'pending', 'pending', 'pending'], { problem: 'invalid-credentials' })
export const queued = jobOf(['pending', 'pending', 'pending', 'pending'], { problem: 'temporary-unavailable-queued' })
