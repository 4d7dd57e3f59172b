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
/** Part of the jobs that end at verify-credentials. */
const FAILING = 0.15
const FIXED_GAP_MS = 1_000
/** What a second of waiting for the end is worth, in looks: 0.05 s a look. */
const LOOK_COST_S = 0.05

interface Tally {
  looks: number
  delayMs: number
}

const stageAt = ({ verifyMs, accountsMs }: JobDurations, ageMs: number): JobStage['_tag'] => {
  if (ageMs < verifyMs) return 'Verifying'
  return ageMs < verifyMs + accountsMs ? 'RetrievingAccounts' : 'RetrievingTransactions'
}

const byMeans = (durations: JobDurations, endMs: number, pace: PollContext, tally: Tally): void => {
  let seen = initialPollState(0)
  for (;;) {
    const at = nextPollAt(seen, pace)
    tally.looks += 1
    if (at >= endMs) {
      tally.delayMs += at - endMs
      return
    }
    const stage = stageAt(durations, at)
    seen = afterPoll(seen, stage, stage !== seen.stage, at)
  }
}

const byFixedGap = (endMs: number, tally: Tally): void => {
  const looks = Math.ceil(endMs / FIXED_GAP_MS)
  tally.looks += looks
  tally.delayMs += looks * FIXED_GAP_MS - endMs
}

interface Law {
  readonly name: string
  readonly model: DurationModel
  /** How the true durations compare with the published means. */
  readonly speed: number
  readonly publishes: boolean
}

const compare = ({ name, model, speed, publishes }: Law) => {
  const ours: Tally = { looks: 0, delayMs: 0 }
  const fixed: Tally = { looks: 0, delayMs: 0 }
  for (let job = 0; job < JOBS; job++) {
    const place = { id: `institution-${job}` }
    const drawn = drawDurations(model, SEED, place, job)
    const durations: JobDurations = {
      ...drawn,
      verifyMs: drawn.verifyMs * speed,
      accountsMs: drawn.accountsMs * speed,
      transactionsMs: drawn.transactionsMs * speed,
    }
    const { verifyMs, accountsMs, transactionsMs } = durations
    const endMs = job % 100 < FAILING * 100 ? verifyMs : verifyMs + accountsMs + transactionsMs
    byMeans(durations, endMs, { mfa: 'never', averages: publishes ? averageDurations(model, SEED, place) : null }, ours)
    byFixedGap(endMs, fixed)
  }
  const cost = ({ looks, delayMs }: Tally): number => delayMs / 1_000 + LOOK_COST_S * looks
  return {
    law: name,
    looks: (ours.looks / JOBS).toFixed(2),
    'delay s': (ours.delayMs / JOBS / 1_000).toFixed(3),
    'looks, every 1 s': (fixed.looks / JOBS).toFixed(2),
    'delay s, every 1 s': (fixed.delayMs / JOBS / 1_000).toFixed(3),
    // A fixed gap that is delayed as little as ours takes as many times the looks as it is shorter.
    'looks at equal delay': (ours.looks / ((fixed.looks * fixed.delayMs) / ours.delayMs)).toFixed(2),
    'cost ratio': (cost(ours) / cost(fixed)).toFixed(2),
  }
}

const wide: DurationModel = { ...defaultDurations, betweenShare: 0.7 }

console.log(`${JOBS} jobs per row, seed ${SEED}, ${FAILING * 100} % end at verify-credentials`)
console.table(
  [
    { name: 'institutions differ by 40 %', model: defaultDurations, speed: 1, publishes: true },
    { name: 'institutions differ by 70 %', model: wide, speed: 1, publishes: true },
    { name: 'no means published', model: defaultDurations, speed: 1, publishes: false },
    { name: 'jobs 3 times faster than the means', model: defaultDurations, speed: 1 / 3, publishes: true },
    { name: 'jobs 2 times faster', model: defaultDurations, speed: 1 / 2, publishes: true },
    { name: 'jobs 2 times slower', model: defaultDurations, speed: 2, publishes: true },
    { name: 'jobs 3 times slower', model: defaultDurations, speed: 3, publishes: true },
  ].map(compare),
)
