import { explore } from '../../explore/explore.ts'
import { fewInputs } from '../../explore/initial-inputs.ts'
import { instrumentChart } from '../../explore/instrumented-chart.ts'
import { violationsOf } from '../../explore/violations.ts'
import type { Finding } from './finding.ts'

/** Far more states than the chart has from here. */
const STATES_MAX = 4_000

/** A connection whose credentials and answers may be refused once each: more starts find no more, and take longer. */
const starts = fewInputs.slice(0, 1)

/** What one start cannot reach. */
const BEYOND: readonly string[] = [
  'every transition is taken',
  'every state is entered',
  'every guard accepts and rejects',
]

/** Holds the machine against the reference reducer on every way from one start, and its chart against what must hold. */
export const referenceProblem = (): Finding | null => {
  const exploration = explore({
    chart: instrumentChart(),
    starts,
    statesMax: STATES_MAX,
    extraSnapshotsMax: 0,
    original: null,
  })
  const violation = violationsOf(exploration).find(({ check }) => !BEYOND.includes(check))
  return violation === undefined ? null : { law: violation.check, problem: violation.what }
}
