import { type Clock, createVirtualClock, neverAborted } from '@bank-connection/core/adapter'
import { requireOption, requireStartAt } from '../world/require-option.ts'
import { createAdjustableClock } from './adjustable-clock.ts'
import { createPlatformClock } from './platform-clock.ts'

/** A clock, and what can be done to its time. */
interface BankTime {
  readonly clock: Clock
  /** Keeps the time from passing while `work` runs, where that is possible. */
  readonly freezeTime: <A>(work: () => Promise<A>) => Promise<A>
  /** Lets `ms` pass, 0 or more. */
  readonly advance: (ms: number) => Promise<void>
  /** Lets its time pass at another speed, 0 or more. */
  readonly setSpeed: (speed: number) => void
}

/** @throws Error that names the option and the remedy, when `startAt` is not a time */
export const virtualTime = (startAt: number | undefined): BankTime => {
  requireStartAt(startAt)
  const clock = createVirtualClock(startAt === undefined ? {} : { startAt })
  const setSpeed = (): void =>
    requireOption(
      false,
      'speed can change in real time alone; create the bank with `time: { speed: 1 }`, or leave setSpeed out',
    )
  return { clock, freezeTime: clock.hold, advance: (ms) => clock.sleep(ms, neverAborted), setSpeed }
}

/** @throws Error that names the option and the remedy, when `speed` is no number from 0 on or `startAt` is not a time */
export const platformTime = (speed: number, startAt: number | undefined): BankTime => {
  requireSpeed(speed)
  requireStartAt(startAt)
  const { shift, setSpeed, ...clock } = createAdjustableClock(createPlatformClock(), speed, startAt)
  return {
    clock,
    freezeTime: (work) => work(),
    advance: async (ms) => shift(ms),
    setSpeed: (next) => {
      requireSpeed(next)
      setSpeed(next)
    },
  }
}

/** Beside `demandSpeed`: the time of a bank may also stand still. */
const requireSpeed = (speed: number): void =>
  requireOption(
    Number.isFinite(speed) && speed >= 0,
    "speed must be a finite number, 0 or more: milliseconds of the bank that pass in a real one; 0 stops the bank's time",
  )
