import { type Clock, createVirtualClock, neverAborted, requireOption } from '@bank-connection/core/adapter'
import { createAdjustableClock } from './adjustable-clock.ts'
import { createPlatformClock, requireStartAt } from './platform-clock.ts'

/** The clock of a bank and its controls. */
interface BankTime {
  readonly clock: Clock
  /** Stops virtual time while `work` runs; no effect on real time. */
  readonly freezeTime: <A>(work: () => Promise<A>) => Promise<A>
  /** Advances time by `ms`, 0 or more. */
  readonly advance: (ms: number) => Promise<void>
  /** Sets the speed, 0 or more. */
  readonly setSpeed: (speed: number) => void
}

/** @throws Error that names the option and the remedy when `startAt` is invalid */
export const virtualTime = (startAt: number | undefined): BankTime => {
  requireStartAt(startAt)
  const clock = createVirtualClock(startAt === undefined ? {} : { startAt })
  const setSpeed = (): void =>
    requireOption(
      false,
      'speed can only be set in real time; create the bank with `time: { speed: 1 }`, or remove the call of setSpeed',
    )
  return { clock, freezeTime: clock.hold, advance: (ms) => clock.sleep(ms, neverAborted), setSpeed }
}

/** @throws Error that names the option and the remedy when `speed` or `startAt` is invalid */
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

/** 0 stops time. */
const requireSpeed = (speed: number): void =>
  requireOption(
    Number.isFinite(speed) && speed >= 0,
    "speed must be a finite number, 0 or more: bank milliseconds per real millisecond; 0 stops the bank's time",
  )
