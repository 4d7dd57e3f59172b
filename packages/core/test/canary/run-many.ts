import { runSession, type SessionOptions } from './run-session.ts'

const FAULT_PERCENTS = [0, 20, 40, 60, 80] as const
const ENTRIES = ['handle', 'connect', 'actor'] as const

/** Combines every fault percentage with every entry. */
const optionsOf = (seed: number): SessionOptions => ({
  seed,
  faultPercent: FAULT_PERCENTS[seed % FAULT_PERCENTS.length] ?? 0,
  entry: ENTRIES[seed % ENTRIES.length] ?? 'handle',
})

const [count = 100_000, from = 0] = process.argv.slice(2).map(Number)
const startedAt = performance.now()
const totals = new Map<string, number>()
let leaks = 0
let secrets = 0
let texts = 0

const tally = (prefix: string, names: Iterable<string>): void => {
  for (const name of new Set(names)) totals.set(`${prefix} ${name}`, (totals.get(`${prefix} ${name}`) ?? 0) + 1)
}

for (let seed = from; seed < from + count; seed++) {
  const result = await runSession(optionsOf(seed))
  const echoed = [...result.bank.echoed].filter(([, times]) => times > 0)
  tally('sink', result.sinks.filled())
  tally(
    'fault',
    echoed.map(([name]) => name),
  )
  tally('event', result.events)
  secrets += new Set(result.secrets).size
  texts += result.sinks.size()
  if (result.leaks.length > 0) {
    leaks += 1
    console.error(optionsOf(seed), result.leaks.slice(0, 5))
  }
}

for (const [name, times] of [...totals].sort(([a], [b]) => a.localeCompare(b))) console.log(`${name}: ${times}`)
const seconds = Math.round((performance.now() - startedAt) / 1_000)
console.log(
  `${count} sessions from seed ${from}, ${secrets} secrets, ${texts} texts searched, ${leaks} leaks, ${seconds} s`,
)
if (leaks > 0) process.exitCode = 1
