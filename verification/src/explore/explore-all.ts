import { type Exploration, type ExploreOptions, explore } from './explore.ts'
import { everyStart } from './initial-inputs.ts'
import { markChart } from './instrumented-chart.ts'

/** More states than the chart has by far: one that counts without end would soon have more. */
export const STATES_MAX = 8_000

/** Explores the connection machine from everywhere it may start. */
export const exploreAll = (options: Partial<Pick<ExploreOptions, 'looksMax' | 'original'>> = {}): Exploration =>
  explore({ chart: markChart(), starts: everyStart, statesMax: STATES_MAX, looksMax: 0, ...options })
