import type { AbortSignalLike } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'

/** Turns of the microtask queue in which nobody asks for the time, after which what comes next is another event. */
const QUIET_TURNS = 30

/**
 * A clock on which everything that follows from one event happens at one time, and a sleep ends when it was due, however
 * late the platform's timer is. A connection that is recorded on it can be replayed; on the clock below, each late timer
 * would count as a difference. It lags behind the clock below by as much as a timer is late, until the next event.
 *
 * @param clock - real, of the port that is recorded; each connection needs a punctual clock of its own
 * @example
 * const port = recordingPort({ ...bank, clock: punctualClock(bank.clock) }, recorder.tell)
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
