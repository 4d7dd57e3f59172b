import {
  type BankPort,
  type CancelSignal,
  type Clock,
  createVirtualClock,
  neverCancelled,
  portOver,
  type Send,
  UserId,
} from '@bank-connection/core'
import { demand, demandStartAt } from './demand.ts'
import type { BankRequest, BankResponse } from './exchange.ts'
import { realTime } from './real-time.ts'
import { respond } from './respond.ts'
import { createSend } from './send.ts'
import { sandboxApiKey, type WorldOptions } from './setup.ts'
import { createWorld, type World } from './world.ts'

/** What a bank in memory can be told, beside what its world can. Every member has a default. */
export interface MemoryBankOptions extends WorldOptions {
  /**
   * `virtual` (default): time jumps to the next thing awaited as soon as no promise of this process is busy. It does not
   * wait for a socket, a platform timer or a person: a challenge may expire before they answer. Behind HTTP or a prompt
   * use `{ speed: 1000 }`: bank milliseconds that pass in a real one; above 0.
   */
  readonly time?: 'virtual' | { readonly speed: number }
  /**
   * When its time begins, in milliseconds since the Unix epoch. 2026-01-05 09:00 in Sydney (1767564000000) in virtual
   * time, else the real time.
   */
  readonly startAt?: number
  /** How long a request and its answer are on their way together, in milliseconds, 0 or more. 0 */
  readonly latencyMs?: number
}

/** A simulated bank that is at work. */
export interface MemoryBank {
  /** Everything that the core asks of a bank. */
  readonly port: BankPort
  /** What the port is made of: for those who want to come between. */
  readonly send: Send
  /** The bank's time. "Today" is `clock.now()`, never `Date.now()`. */
  readonly clock: Clock
  /** Answers one request as it is on the wire, tokens and all. Never rejects. */
  readonly handle: (request: BankRequest) => Promise<BankResponse>
  /** The state so far. */
  readonly world: () => World
  /** How many requests it has answered; those for a token do not count. */
  readonly served: () => number
  /** The users that exist from the start. */
  readonly users: readonly UserId[]
  /** The first of them. */
  readonly userId: UserId
}

/**
 * Creates a bank in memory. In virtual time no call waits for anything real.
 *
 * @throws Error that names the option and the remedy, when `users` is empty or names an id that no URL can hold, when
 * `seed` is not a whole number, `apiKey` is empty or has a space, `durations.shares` are not proportions, `startAt` is
 * not a time, `latencyMs` below 0, or `speed` not above 0
 * @example
 * const bank = createMemoryBank()
 * const job = await bank.port.createConnection({ userId: bank.userId, institutionId, credentials }, neverCancelled)()
 */
export const createMemoryBank = (options: MemoryBankOptions = {}): MemoryBank => {
  const { time = 'virtual', startAt, latencyMs = 0, users: ids = ['user-1'], ...rest } = options
  const users = ids.filter(UserId.is)
  const [userId] = users
  if (userId === undefined || users.length !== ids.length)
    throw new Error('users must be ids that a URL can hold, one or more; leave it out for user-1')
  demand(
    Number.isFinite(latencyMs) && latencyMs >= 0,
    'latencyMs must be a finite number of milliseconds, 0 or more; leave it out for none',
  )
  let world = createWorld({ ...rest, users })
  let served = 0
  const { clock, hold } = time === 'virtual' ? virtualTime(startAt) : platformTime(time.speed, startAt)

  const serve = (request: BankRequest): Promise<BankResponse> =>
    hold(async () => {
      const [next, response] = respond(world, clock.now(), request)
      world = next
      if (request.path !== '/token') served += 1
      return response
    })

  /** Half of the latency: the way there, or the way back. */
  const travel = async (signal: CancelSignal): Promise<void> => {
    if (latencyMs > 0) await clock.sleep(latencyMs / 2, signal)
  }

  const carry = async (request: BankRequest, signal: CancelSignal): Promise<BankResponse | null> => {
    await travel(signal)
    if (signal.aborted) return null
    const response = await serve(request)
    await travel(signal)
    return signal.aborted ? null : response
  }

  const handle = async (request: BankRequest): Promise<BankResponse> => {
    await travel(neverCancelled)
    const response = await serve(request)
    await travel(neverCancelled)
    return response
  }
  const send = createSend({ clock, apiKey: options.apiKey ?? sandboxApiKey, carry })
  return { port: portOver(send, clock), send, clock, handle, world: () => world, served: () => served, users, userId }
}

/** A clock, and how to keep its time from passing. */
interface BankTime {
  readonly clock: Clock
  readonly hold: <A>(work: () => Promise<A>) => Promise<A>
}

const virtualTime = (startAt: number | undefined): BankTime => {
  demandStartAt(startAt)
  const clock = createVirtualClock(startAt === undefined ? {} : { startAt })
  return { clock, hold: clock.hold }
}

const platformTime = (speed: number, startAt: number | undefined): BankTime => ({
  clock: realTime(startAt === undefined ? { speed } : { speed, startAt }),
  hold: (work) => work(),
})
