import { type BankPort, UserId } from '@bank-connection/core'
import {
  type AbortSignalLike,
  type Clock,
  createBankPort,
  neverAborted,
  requireOption,
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
import { sandboxApiKey, type WorldOptions } from '../world/setup.ts'
import { createWorld, type World } from '../world/world.ts'
import { platformTime, virtualTime } from './bank-time.ts'
import { createSend } from './token-send.ts'

/** Options of a bank in memory. All are optional. */
export interface MemoryBankOptions extends WorldOptions {
  /**
   * `virtual` (default): time jumps to the next timer as soon as no promise is pending. It does not wait for sockets,
   * platform timers or people, so a challenge can expire before they answer. Behind HTTP or a prompt use `{ speed: 1000 }`:
   * bank milliseconds per real millisecond; 0 stops time. `bank.setSpeed` changes it.
   */
  readonly time?: 'virtual' | { readonly speed: number }
  /**
   * Initial time, in milliseconds since the Unix epoch. Default: 2026-01-05 09:00 in Sydney (1767564000000) in virtual
   * time, else the real time.
   */
  readonly startAt?: number
  /** Round-trip latency of a request, in milliseconds, 0 or more. Default: 0 */
  readonly latencyMs?: number
  /** Faults between the bank and its client. Default: none */
  readonly faults?: readonly FaultRule[]
}

/** Limit of the total of all advances, in milliseconds: 100 years, where clocks still have millisecond precision. */
export const ADVANCE_MAX_MS = 36_525 * DAY_MS

/** A simulated bank. */
export interface MemoryBank {
  /** Port for the core. */
  readonly port: BankPort
  /** The transport of the port, for wrappers. */
  readonly send: Send
  /** The bank's clock. "Today" is `clock.now()`, not `Date.now()`. */
  readonly clock: Clock
  /** Handles one HTTP request, with tokens but without faults. Never rejects. */
  readonly handle: (request: BankRequest) => Promise<BankResponse>
  /** The current state. */
  readonly world: () => World
  /** Number of requests since the start or the last reset, except token requests. */
  readonly served: () => number
  /**
   * Stops virtual time while `work` runs, such as a request over a socket. Within `work`, waiting for the bank's time
   * (`sleep`, `advance`, a latency) never ends. No effect in real time.
   */
  readonly freezeTime: <A>(work: () => Promise<A>) => Promise<A>
  /**
   * Advances the bank's time by `ms`, 0 or more. Virtual time fires each timer at its time, and waits for `freezeTime`;
   * real time jumps, and timers that are due fire.
   *
   * @throws Error that names `ms` and the remedy when it is invalid, or all advances exceed 100 years
   */
  readonly advance: (ms: number) => Promise<void>
  /**
   * Sets the number of bank milliseconds per real millisecond, 0 or more; 0 stops time. Time does not jump; pending sleeps
   * end by the bank's clock.
   *
   * @throws Error that names `speed` and the remedy when it is invalid, or the bank is in virtual time
   */
  readonly setSpeed: (speed: number) => void
  /**
   * Restores the initial world, so that the same requests get the same ids again, and the faults of the options, unused.
   * Time continues. Issued tokens stay valid.
   */
  readonly reset: () => void
  /**
   * Adds a fault, both for the port and over HTTP. The first rule that matches a request applies.
   *
   * @throws Error that names the member and the remedy when the rule is invalid
   * @example
   * bank.injectFault({ fault: 'lost-answer', method: 'POST', path: '/users/{userId}/connections' })
   */
  readonly injectFault: (rule: FaultRule) => void
  /** Removes all faults. */
  readonly clearFaults: () => void
  /** The remaining faults, with all defaults. */
  readonly faults: () => readonly ActiveRule[]
  /**
   * Takes the fault for a request, and counts it; null: none. For servers that call `handle`. `path` can have a query.
   */
  readonly takeFault: (method: string, path: string) => ActiveRule | null
  /**
   * Applies an event to the bank, such as an outage or the expiry of all tokens.
   *
   * @throws Error that names the member and the remedy when a member is out of range, or names something that does not exist
   * @example
   * bank.applyEvent({ event: 'job-stuck', jobId: null })
   */
  readonly applyEvent: (event: BankEvent) => void
  /** The initial users. */
  readonly users: readonly UserId[]
  /** The first user. */
  readonly userId: UserId
}

/**
 * Creates a bank in memory. In virtual time no call takes real time.
 *
 * @throws Error that names the option and the remedy when an option is invalid
 * @example
 * const bank = createMemoryBank()
 * const job = await bank.port.createConnection({ userId: bank.userId, institutionId, credentials }, neverAborted)()
 */
export const createMemoryBank = (options: MemoryBankOptions = {}): MemoryBank => {
  const { time = 'virtual', startAt, latencyMs = 0, users: ids = ['user-1'], faults: rules = [], ...rest } = options
  const users = ids.filter(UserId.is)
  const [userId] = users
  if (userId === undefined || users.length !== ids.length)
    throw new Error('users must be one or more ids that are valid in a URL path, such as user-1, which is the default')
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

  /** Latency of one direction. */
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
      `ms must be a number of milliseconds, 0 or more, and ${ADVANCE_MAX_MS} or less (100 years) in total; create a new bank to start again`,
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
