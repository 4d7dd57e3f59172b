import { type Exploration, type ExploreOptions, explore } from './explore.ts'
import { allInputs } from './initial-inputs.ts'
import { instrumentChart } from './instrumented-chart.ts'

/** More states than the chart has by far: one that counts without end would soon have more. */
export const STATES_MAX = 8_000

/** Explores the connection machine from everywhere it may start. */
export const exploreAll = (
  options: Partial<Pick<ExploreOptions, 'extraSnapshotsMax' | 'original'>> = {},
): Exploration =>
  explore({ chart: instrumentChart(), starts: allInputs, statesMax: STATES_MAX, extraSnapshotsMax: 0, ...options })
