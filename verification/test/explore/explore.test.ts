import { expect, test } from 'vitest'
import { pageOf } from '../../src/explore/exploration-page.ts'
import { explore } from '../../src/explore/explore.ts'
import { exploreAll } from '../../src/explore/explore-all.ts'
import { fewInputs } from '../../src/explore/initial-inputs.ts'
import { instrumentChart } from '../../src/explore/instrumented-chart.ts'
import { violationsOf } from '../../src/explore/violations.ts'

/** Generous: an idle machine takes about ten seconds. */
const TIMEOUT_MS = 120_000

test('docs/exploration.md is up to date, and every check passes', {
  timeout: TIMEOUT_MS,
}, async () => {
  // `pnpm explore` and the next test cover the published machine and second snapshots, which would triple the time here.
  const exploration = exploreAll({ original: null })
  expect(violationsOf(exploration)).toStrictEqual([])
  await expect(pageOf(exploration)).toMatchFileSnapshot('../../../docs/exploration.md')
})

test('a second snapshot of a state has the same transitions, as in the machine', {
  timeout: TIMEOUT_MS,
}, () => {
  const exploration = explore({ chart: instrumentChart(), starts: fewInputs, statesMax: 4_000, extraSnapshotsMax: 1 })
  expect(exploration.secondSnapshots).toBeGreaterThan(200)
  expect(violationsOf(exploration)).toStrictEqual([])
})
