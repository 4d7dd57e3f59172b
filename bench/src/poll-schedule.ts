import { afterPoll, initialPollState, type JobStage, nextPollAt, type PollContext } from '@bank-connection/core/machine'
import {
  averageDurations,
  type DurationModel,
  defaultDurations,
  drawDurations,
  type JobDurations,
} from '@bank-connection/memory-adapter'

const JOBS = 40_000
const SEED = 1
/** Share of the jobs that end at verify-credentials. */
const FAILING = 0.15
const FIXED_INTERVAL_MS = 1_000
/** Cost of a poll, in seconds of delay. */
const POLL_COST_S = 0.05

interface Tally {
  polls: number
  delayMs: number
}

const stageAt = ({ verifyMs, accountsMs }: JobDurations, ageMs: number): JobStage['_tag'] => {
  if (ageMs < verifyMs) return 'Verifying'
  return ageMs < verifyMs + accountsMs ? 'RetrievingAccounts' : 'RetrievingTransactions'
}

const pollBySchedule = (durations: JobDurations, endMs: number, context: PollContext, tally: Tally): void => {
  let seen = initialPollState(0)
  for (;;) {
    const at = nextPollAt(seen, context)
    tally.polls += 1
    if (at >= endMs) {
      tally.delayMs += at - endMs
      return
    }
    const stage = stageAt(durations, at)
    seen = afterPoll(seen, stage, stage !== seen.stage, at)
  }
}

const pollAtFixedInterval = (endMs: number, tally: Tally): void => {
  const polls = Math.ceil(endMs / FIXED_INTERVAL_MS)
  tally.polls += polls
  tally.delayMs += polls * FIXED_INTERVAL_MS - endMs
}

interface Scenario {
  readonly name: string
  readonly model: DurationModel
  /** Actual durations as a multiple of the modelled ones. */
  readonly factor: number
  /** Whether the institution publishes its average durations. */
  readonly publishesAverages: boolean
}

const compare = ({ name, model, factor, publishesAverages }: Scenario) => {
  const schedule: Tally = { polls: 0, delayMs: 0 }
  const fixed: Tally = { polls: 0, delayMs: 0 }
  for (let job = 0; job < JOBS; job++) {
    const institution = { id: `institution-${job}` }
    const drawn = drawDurations(model, SEED, institution, job)
    const durations: JobDurations = {
      ...drawn,
      verifyMs: drawn.verifyMs * factor,
      accountsMs: drawn.accountsMs * factor,
      transactionsMs: drawn.transactionsMs * factor,
    }
    const { verifyMs, accountsMs, transactionsMs } = durations
    const endMs = job % 100 < FAILING * 100 ? verifyMs : verifyMs + accountsMs + transactionsMs
    pollBySchedule(
      durations,
      endMs,
      { mfa: 'never', averages: publishesAverages ? averageDurations(model, SEED, institution) : null },
      schedule,
    )
    pollAtFixedInterval(endMs, fixed)
  }
  const costOf = ({ polls, delayMs }: Tally): number => delayMs / 1_000 + POLL_COST_S * polls
  return {
    model: name,
    polls: (schedule.polls / JOBS).toFixed(2),
    'delay s': (schedule.delayMs / JOBS / 1_000).toFixed(3),
    'polls, every 1 s': (fixed.polls / JOBS).toFixed(2),
    'delay s, every 1 s': (fixed.delayMs / JOBS / 1_000).toFixed(3),
    // With a fixed interval, polls times delay is constant.
    'polls at equal delay': (schedule.polls / ((fixed.polls * fixed.delayMs) / schedule.delayMs)).toFixed(2),
    'cost ratio': (costOf(schedule) / costOf(fixed)).toFixed(2),
  }
}

const wide: DurationModel = { ...defaultDurations, betweenShare: 0.7 }

console.log(`${JOBS} jobs per row, seed ${SEED}, ${FAILING * 100} % end at verify-credentials`)
console.table(
  [
    { name: 'institutions differ by 40 %', model: defaultDurations, factor: 1, publishesAverages: true },
    { name: 'institutions differ by 70 %', model: wide, factor: 1, publishesAverages: true },
    { name: 'no averages published', model: defaultDurations, factor: 1, publishesAverages: false },
    { name: 'jobs 3 times faster than the averages', model: defaultDurations, factor: 1 / 3, publishesAverages: true },
    { name: 'jobs 2 times faster', model: defaultDurations, factor: 1 / 2, publishesAverages: true },
    { name: 'jobs 2 times slower', model: defaultDurations, factor: 2, publishesAverages: true },
    { name: 'jobs 3 times slower', model: defaultDurations, factor: 3, publishesAverages: true },
  ].map(compare),
)
