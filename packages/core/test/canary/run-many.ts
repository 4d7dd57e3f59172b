import { type Played, play, type Story } from './run-session.ts'

const FAULTS = [0, 20, 40, 60, 80] as const
const DOORS = ['handle', 'connect', 'actor'] as const

/** Every seed is a story of its own; each share of faults meets each door. */
const storyOf = (seed: number): Story => ({
  seed,
  faults: FAULTS[seed % FAULTS.length] ?? 0,
  door: DOORS[seed % DOORS.length] ?? 'handle',
})

const [count = 100_000, from = 0] = process.argv.slice(2).map(Number)
const startedAt = performance.now()
const seen = new Map<string, number>()
let leaks = 0
let secrets = 0
let texts = 0

const tally = (prefix: string, names: Iterable<string>): void => {
  for (const name of new Set(names)) seen.set(`${prefix} ${name}`, (seen.get(`${prefix} ${name}`) ?? 0) + 1)
}

const note = (story: Story, played: Played): void => {
  tally('sink', played.sinks.filled())
  tally(
    'fault',
    [...played.bank.repeated].filter(([, times]) => times > 0).map(([name]) => name),
  )
  tally('happened', played.happenings)
  secrets += new Set(played.secrets).size
  texts += played.sinks.size()
  if (played.leaks.length === 0) return
  leaks += 1
  console.error(story, played.leaks.slice(0, 5))
}

for (let seed = from; seed < from + count; seed++) note(storyOf(seed), await play(storyOf(seed)))

for (const [name, times] of [...seen].sort(([a], [b]) => a.localeCompare(b))) console.log(`${name}: ${times}`)
const seconds = Math.round((performance.now() - startedAt) / 1_000)
console.log(
  `${count} stories from seed ${from}, ${secrets} secrets, ${texts} texts searched, ${leaks} leaks, ${seconds} s`,
)
if (leaks > 0) process.exitCode = 1
