import { type BankPort, UserId } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  createBankPort,
  neverAborted,
  type Send,
} from '@bank-connection/core/adapter'
import { respond } from '../api/respond.ts'
import { applyEvent } from '../events/apply-event.ts'
import type { BankEvent } from '../events/bank-event.ts'
import type { ActiveRule, FaultRule } from '../faults/fault.ts'
import { createFaultList } from '../faults/fault-list.ts'
import { withFaults } from '../faults/with-faults.ts'
import type { BankRequest, BankResponse } from '../http/request.ts'
import { DAY_MS } from '../world/dates.ts'
import { requireOption } from '../world/require-option.ts'
import { sandboxApiKey, type WorldOptions } from '../world/setup.ts'
import { createWorld, type World } from '../world/world.ts'
import { platformTime, virtualTime } from './bank-time.ts'
import { createSend } from './token-send.ts'

/** What a bank in memory can be told, beside what its world can. Every member has a default. */
export interface MemoryBankOptions extends WorldOptions {
  /**
   * `virtual` (default): time jumps to the next thing awaited as soon as no promise of this process is busy. It does not
   * wait for a socket, a platform timer or a person: a challenge may expire before they answer. Behind HTTP or a prompt
   * use `{ speed: 1000 }`: bank milliseconds that pass in a real one; 0: it stands still. `bank.setSpeed` changes it.
   */
  readonly time?: 'virtual' | { readonly speed: number }
  /**
   * When its time begins, in milliseconds since the Unix epoch. 2026-01-05 09:00 in Sydney (1767564000000) in virtual
   * time, else the real time.
   */
  readonly startAt?: number
  /** How long a request and its answer are on their way together, in milliseconds, 0 or more. 0 */
  readonly latencyMs?: number
  /** What goes wrong between the bank and who asks it. Nothing */
  readonly faults?: readonly FaultRule[]
}

/** How far a bank can be advanced in all, in milliseconds: 100 years. Far from where a clock loses its milliseconds. */
export const ADVANCE_MAX_MS = 36_525 * DAY_MS

/** A simulated bank that is at work. */
export interface MemoryBank {
  /** Everything that the core asks of a bank. */
  readonly port: BankPort
  /** What the port is made of: for those who want to come between. */
  readonly send: Send
  /** The bank's time. "Today" is `clock.now()`, never `Date.now()`. */
  readonly clock: Clock
  /** Answers one request as it is on the wire, tokens and all, whatever faults are set. Never rejects. */
  readonly handle: (request: BankRequest) => Promise<BankResponse>
  /** The state so far. */
  readonly world: () => World
  /** How many requests it has answered since its beginning or its last reset; those for a token do not count. */
  readonly served: () => number
  /**
   * Keeps virtual time from passing while `work` runs, such as a request over a socket. What waits for the bank's time
   * inside, such as a sleep, `advance` or a latency, waits for ever. Real time passes all the same.
   */
  readonly freezeTime: <A>(work: () => Promise<A>) => Promise<A>
  /**
   * Lets `ms` of the bank's time pass, 0 or more. Virtual time wakes whoever waits on the way, each at its time, and
   * passes only once nothing holds it; real time jumps, and whoever's wait is over by then wakes.
   *
   * @throws Error that names `ms` and the remedy, when it is not such a number, or more than 100 years in all
   */
  readonly advance: (ms: number) => Promise<void>
  /**
   * From now on `speed` of the bank's milliseconds pass in a real one, 0 or more; 0: its time stands still. Its time does
   * not jump; sleeps that are under way end when it says so.
   *
   * @throws Error that names `speed` and the remedy, when it is not such a number, or the bank is in virtual time
   */
  readonly setSpeed: (speed: number) => void
  /**
   * Makes the world what it was at the start: the same draws lead to the same ids. Time goes on; tokens that were given
   * stay good, since no world remembers them. Faults are those of the options again, none of them used up.
   */
  readonly reset: () => void
  /**
   * Adds a fault, for the port and for a socket alike; the first rule that fits a request hits it.
   *
   * @throws Error that names the member and the remedy, when the rule cannot be
   * @example
   * bank.disturb({ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
   */
  readonly injectFault: (rule: FaultRule) => void
  /** Drops all faults. */
  readonly clearFaults: () => void
  /** The faults that requests may still be hit by, with all defaults. */
  readonly faults: () => readonly ActiveRule[]
  /**
   * Takes the fault that a request is hit by, which counts; null: none. For those who carry requests to `handle` in their
   * own way. `path` may have a query.
   */
  readonly takeFault: (method: string, path: string) => ActiveRule | null
  /**
   * Lets something happen at the bank now, such as an outage, or that all tokens expire.
   *
   * @throws Error that names the member and the remedy, when the event names what does not exist, or a member is out of its
   * range
   * @example
   * bank.happen({ event: 'job-stuck', jobId: null })
   */
  readonly applyEvent: (event: BankEvent) => void
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
 * not a time, `latencyMs` below 0, `speed` below 0, or one of `faults` cannot be
 * @example
 * const bank = createMemoryBank()
 * const job = await bank.port.createConnection({ userId: bank.userId, institutionId, credentials }, neverAborted)()
 */
export const createMemoryBank = (options: MemoryBankOptions = {}): MemoryBank => {
  const { time = 'virtual', startAt, latencyMs = 0, users: ids = ['user-1'], faults: rules = [], ...rest } = options
  const users = ids.filter(UserId.is)
  const [userId] = users
  if (userId === undefined || users.length !== ids.length)
    throw new Error('users must be ids that a URL can hold, one or more; leave it out for user-1')
  requireOption(
    Number.isFinite(latencyMs) && latencyMs >= 0,
    'latencyMs must be a finite number of milliseconds, 0 or more; leave it out for none',
  )
  const faults = createFaultList(rules)
  const first = createWorld({ ...rest, users })
  let world = first
  let served = 0
  let advancedMs = 0
  const bankTime = time === 'virtual' ? virtualTime(startAt) : platformTime(time.speed, startAt)

  const { clock, freezeTime, setSpeed } = bankTime

  const serve = (request: BankRequest): Promise<BankResponse> =>
    freezeTime(async () => {
      const [next, response] = respond(world, clock.now(), request)
      world = next
      if (request.path !== '/token') served += 1
      return response
    })

  /** Half of the latency: the way there, or the way back. */
  const halfLatency = async (signal: AbortSignalLike): Promise<void> => {
    if (latencyMs > 0) await clock.sleep(latencyMs / 2, signal)
  }

  const roundTrip = async (request: BankRequest, signal: AbortSignalLike): Promise<BankResponse | null> => {
    await halfLatency(signal)
    if (signal.aborted) return null
    const response = await serve(request)
    await halfLatency(signal)
    return signal.aborted ? null : response
  }

  const handle = async (request: BankRequest): Promise<BankResponse> => {
    await halfLatency(neverAborted)
    const response = await serve(request)
    await halfLatency(neverAborted)
    return response
  }
  const advance = (ms: number): Promise<void> => {
    requireOption(
      ms >= 0 && advancedMs + ms <= ADVANCE_MAX_MS,
      `ms must be a number of milliseconds, 0 or more, and ${ADVANCE_MAX_MS} or less, 100 years in all; take a new bank to begin anew`,
    )
    advancedMs += ms
    return bankTime.advance(ms)
  }

  const reset = (): void => {
    world = first
    served = 0
    faults.restore()
  }

  const plainSend = createSend({ clock, apiKey: options.apiKey ?? sandboxApiKey, roundTrip })
  const send = withFaults(plainSend, clock, ({ method, path }) => faults.take(method, path))
  return {
    port: createBankPort(send, clock),
    send,
    clock,
    handle,
    world: () => world,
    served: () => served,
    freezeTime,
    advance,
    setSpeed,
    reset,
    injectFault: faults.add,
    clearFaults: faults.clear,
    faults: faults.rules,
    takeFault: faults.take,
    applyEvent: (event) => {
      world = applyEvent(world, clock.now(), event)
    },
    users,
    userId,
  }
}
