// Kills a process at every moment of every flow, and lets another go on: `pnpm kill`, or `pnpm kill user-mfa` for one
// flow.
import { flows } from '../scenarios.ts'
import { type Death, runKilled, type Seen, wholeOf } from './run-killed.ts'
import { createRecruits } from './worker-pool.ts'

/** Every line of a whole run, and every request that the bank has carried out. */
const deathsIn = ({ before, served }: Seen): readonly Death[] => {
  const counts = new Map<string, number>()
  const stops = before
    .filter((line) => /^[<>+=] /.test(line))
    .map((line) => {
      const nth = (counts.get(line) ?? 0) + 1
      counts.set(line, nth)
      return { line, nth }
    })
  return [...stops, ...Object.keys(served).map((onceServed) => ({ onceServed }))]
}

/** What differs from the whole; `null` when nothing does. A refresh that never left ends, and says so. */
const wrongIn = (seen: Seen, whole: ReturnType<typeof wholeOf>): string | null => {
  const { end, stored, served, connections, unsaid } = seen
  const is = JSON.stringify({ end, stored, served, connections, unsaid })
  const isUnsent = 'refreshConnection' in whole.served && !('refreshConnection' in served)
  const wanted = isUnsent ? { ...whole, end: 'Unreachable', stored: 'failed', served: {} } : whole
  return is === JSON.stringify(wanted) ? null : is
}

const wanted = process.argv.slice(2)
const recruits = await createRecruits()
let wrong = 0
let runs = 0
for (const [name, flow] of Object.entries(flows)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const began = performance.now()
  const whole = await runKilled(flow, null, recruits.next)
  const deaths = [null, ...deathsIn(whole)]
  let killed = 0
  for (const death of deaths) {
    const seen = death === null ? whole : await runKilled(flow, death, recruits.next)
    const difference = wrongIn(seen, wholeOf(flow))
    if (!seen.before.some((line) => line.startsWith('end '))) killed += 1
    runs += 1
    if (difference !== null) {
      wrong += 1
      console.log(`WRONG ${name}, killed at ${JSON.stringify(death)}: ${difference}`)
    }
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(`${name}: ${killed} of ${deaths.length} runs killed and gone on with (${seconds} s)`)
}
await recruits.dismiss()
console.log(`${runs - wrong} of ${runs} runs end as they should`)
if (wrong > 0) process.exitCode = 1
