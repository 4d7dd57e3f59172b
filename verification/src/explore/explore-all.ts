import { type Exploration, type ExploreOptions, explore } from './explore.ts'
import { allInputs } from './initial-inputs.ts'
import { instrumentChart } from './instrumented-chart.ts'

/** Far more states than the chart has; a counter without a bound would soon exceed it. */
export const STATES_MAX = 8_000

/** Explores the connection machine from all initial inputs. */
export const exploreAll = (
  options: Partial<Pick<ExploreOptions, 'extraSnapshotsMax' | 'original'>> = {},
): Exploration =>
  explore({ chart: instrumentChart(), starts: allInputs, statesMax: STATES_MAX, extraSnapshotsMax: 0, ...options })
