import { explore } from '../explore/explore.ts'
import { markChart } from '../explore/marked-chart.ts'
import { fewStarts } from '../explore/starts.ts'
import { violationsOf } from '../explore/violations.ts'
import type { Finding } from './finding.ts'

/** Far more states than the chart has from here. */
const STATES_MAX = 4_000

/** Credentials that are refused may be given once more, whatever is to be done with them. */
const starts = fewStarts.map((start) => ({ ...start, limits: { ...start.limits, attemptsMax: 2 } }))

/** Holds the machine against the reference reducer on every way from a few starts, and its chart against what must hold. */
export const referenceProblem = (): Finding | null => {
  const [violation] = violationsOf(
    explore({ chart: markChart(), starts, statesMax: STATES_MAX, looksMax: 0, original: null }),
  )
  return violation === undefined ? null : { law: violation.check, problem: violation.what }
}
