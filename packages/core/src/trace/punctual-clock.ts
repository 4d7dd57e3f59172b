import type { AbortSignalLike } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'

/** Number of microtask turns without a call of `now`, after which the next call belongs to a new event. */
const QUIET_TURNS = 30

/**
 * Creates a clock on which all effects of an event happen at the same time, and a sleep ends exactly when it is due,
 * however late the platform's timer is. A connection that is recorded on it can be replayed; on the wrapped clock every
 * late timer would be a difference. Until the next event it lags behind the wrapped clock by the delay of the timer.
 *
 * @param clock - clock of the recorded port, usually the real one. Create one punctual clock per connection
 * @example
 * const port = recordingPort({ ...bank, clock: punctualClock(bank.clock) }, recorder.record)
 */
export const punctualClock = (clock: Clock): Clock => {
  let last = Number.NEGATIVE_INFINITY
  let moment: number | null = null
  let quietTurns = 0

  const endWhenQuiet = async (): Promise<void> => {
    for (quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns++) await undefined
    moment = null
  }
  const begin = (at: number): number => {
    last = Math.max(last, at)
    moment = last
    void endWhenQuiet()
    return last
  }
  const now = (): number => {
    quietTurns = 0
    return moment ?? begin(clock.now())
  }
  const sleep = async (ms: number, signal: AbortSignalLike): Promise<void> => {
    const dueAt = now() + ms
    await clock.sleep(ms, signal)
    if (moment === null) begin(signal.aborted ? clock.now() : dueAt)
  }
  return { now, sleep }
}
