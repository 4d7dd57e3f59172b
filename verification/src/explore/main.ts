/** Explores the connection machine and writes docs/exploration.md. Exits with 1 if a check fails. */
import { writeFile } from 'node:fs/promises'
import { pageOf } from './exploration-page.ts'
import { exploreAll } from './explore-all.ts'
import { checks, violationsOf } from './violations.ts'

const PAGE = new URL('../../../docs/exploration.md', import.meta.url)

/** Maximum number of violations printed per check. */
const SHOWN_MAX = 5

const exploration = exploreAll({ extraSnapshotsMax: 1 })
const { states, taken, chart, secondSnapshots } = exploration
const violations = violationsOf(exploration)
await writeFile(PAGE, pageOf(exploration))

console.log(
  `${states.size} states, ${secondSnapshots} explored from a second snapshot; ${taken.size} of ${chart.transitions.length} transitions taken.`,
)
for (const check of Object.keys(checks)) {
  const wrong = violations.filter((violation) => violation.check === check)
  console.log(`${wrong.length === 0 ? 'ok   ' : 'FAILS'}  ${check}`)
  for (const { what } of wrong.slice(0, SHOWN_MAX)) console.log(`       ${what}`)
  if (wrong.length > SHOWN_MAX) console.log(`       and ${wrong.length - SHOWN_MAX} more`)
}
process.exitCode = violations.length === 0 ? 0 : 1
