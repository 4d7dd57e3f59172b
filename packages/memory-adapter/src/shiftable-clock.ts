import { type Clock, createCancelSource } from '@bank-connection/core'

/** A clock that can be put forward. */
interface ShiftableClock extends Clock {
  /** Puts it forward by `ms`, 0 or more: sleeps that are over by then end, the others get shorter. */
  readonly shift: (ms: number) => void
}

/** Makes a clock one that can be put forward; the one given stays as it is. */
export const createShiftableClock = (base: Clock): ShiftableClock => {
  const sleepers = new Set<() => void>()
  let ahead = 0
  const sleep: Clock['sleep'] = async (ms, signal) => {
    let left = ms
    while (left > 0 && !signal.aborted) {
      const { signal: woken, cancel: wake } = createCancelSource()
      const armedAt = base.now() + ahead
      sleepers.add(wake)
      signal.addEventListener('abort', wake)
      await base.sleep(left, woken)
      sleepers.delete(wake)
      signal.removeEventListener('abort', wake)
      left = woken.aborted ? left - (base.now() + ahead - armedAt) : 0
    }
  }
  return {
    now: () => base.now() + ahead,
    sleep,
    shift: (ms) => {
      ahead += ms
      for (const wake of [...sleepers]) wake()
    },
  }
}
