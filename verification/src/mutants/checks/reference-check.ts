import { explore } from '../../explore/explore.ts'
import { fewInputs } from '../../explore/initial-inputs.ts'
import { instrumentChart } from '../../explore/instrumented-chart.ts'
import { violationsOf } from '../../explore/violations.ts'
import type { Finding } from './finding.ts'

/** Far more states than the chart can reach from this start. */
const STATES_MAX = 4_000

/** A connection whose credentials and answers may each be rejected once. More starts find no more, and take longer. */
const starts = fewInputs.slice(0, 1)

/** Checks that fail with a single start. */
const SKIPPED_CHECKS: readonly string[] = [
  'every transition is taken',
  'every state is entered',
  'every guard accepts and rejects',
]

/** Explores the machine from one start, compares every step with the reference, and runs the remaining checks. */
export const referenceProblem = (): Finding | null => {
  const exploration = explore({
    chart: instrumentChart(),
    starts,
    statesMax: STATES_MAX,
    extraSnapshotsMax: 0,
    original: null,
  })
  const violation = violationsOf(exploration).find(({ check }) => !SKIPPED_CHECKS.includes(check))
  return violation === undefined ? null : { law: violation.check, problem: violation.what }
}
