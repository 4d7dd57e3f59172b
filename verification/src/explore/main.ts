/** Explores the connection machine, writes docs/exploration.md, and exits with 1 when something does not hold. */
import { writeFile } from 'node:fs/promises'
import { pageOf } from './exploration-page.ts'
import { exploreAll } from './explore-all.ts'
import { checks, violationsOf } from './violations.ts'

const PAGE = new URL('../../../docs/exploration.md', import.meta.url)

/** Of each check that fails so many places are named. */
const SHOWN_MAX = 5

const exploration = exploreAll({ looksMax: 1 })
const { states, taken, chart, secondLooks } = exploration
const violations = violationsOf(exploration)
await writeFile(PAGE, pageOf(exploration))

console.log(
  `${states.size} states, ${secondLooks} looked at twice; ${taken.size} of ${chart.transitions.length} transitions taken.`,
)
for (const check of Object.keys(checks)) {
  const wrong = violations.filter((violation) => violation.check === check)
  console.log(`${wrong.length === 0 ? 'holds' : 'FAILS'}  ${check}`)
  for (const { what } of wrong.slice(0, SHOWN_MAX)) console.log(`       ${what}`)
  if (wrong.length > SHOWN_MAX) console.log(`       and ${wrong.length - SHOWN_MAX} more`)
}
process.exitCode = violations.length === 0 ? 0 : 1
