import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { forEachConcurrently } from '../src/connections/for-each-concurrently.ts'
import type { ServiceMetrics } from './service.ts'
import { createSimulatedUser, type SimulatedUser } from './simulated-user.ts'

const USERS = Number(process.argv[2] ?? 1_000)
const DEADLINE_MS = 300_000

const start = async (name: string, env: Readonly<Record<string, string>>): Promise<[ChildProcess, string]> => {
  const child = fork(new URL(name, import.meta.url), { env: { ...process.env, ...env } })
  const [url] = await once(child, 'message')
  return [child, String(url)]
}

const metricsOf = async <A>(child: ChildProcess): Promise<A> => {
  const answer = once(child, 'message')
  child.send('metrics')
  const [metrics] = await answer
  return metrics as A
}

const [bank, bankUrl] = await start('bank.ts', {})
const [service, url] = await start('service.ts', { BANK_URL: bankUrl })
const idle = await metricsOf<ServiceMetrics>(service)

let inProgress = 0
let inProgressMax = 0
const users: SimulatedUser[] = []
const onView = (tag: string): void => {
  if (tag === 'Creating') inProgress += 1
  if (tag === 'Connected' || tag === 'Failed') inProgress -= 1
  inProgressMax = Math.max(inProgressMax, inProgress)
}
const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1)
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)

const prepareAt = performance.now()
await forEachConcurrently(
  20,
  Array.from({ length: USERS }, (_, i) => i),
  async (i) => {
    const user = await createSimulatedUser(url, onView)
    users.push(user)
    await user.startConnection(i % 2 === 0 ? 'AU00000' : 'AU00002')
  },
)
console.log(`${USERS} users with a session, a stream and a form in ${seconds(prepareAt)} s`)
const prepared = await metricsOf<ServiceMetrics>(service)

const runAt = performance.now()
await forEachConcurrently(50, users, (user) => user.login())
console.log(`all credentials submitted in ${seconds(runAt)} s`)
while (users.some((user) => user.view() !== 'Connected') && performance.now() - runAt < DEADLINE_MS) await wait(200)
const wallMs = performance.now() - runAt
const run = await metricsOf<ServiceMetrics>(service)
const counts = await metricsOf<Readonly<Record<string, number>>>(bank)

console.log(
  `ended in ${(wallMs / 1_000).toFixed(1)} s: ${users.filter((one) => one.view() === 'Connected').length} connected`,
)
console.log(`running at once: ${inProgressMax}`)
console.log(
  `CPU of the service: prepare ${(prepared.cpuMs / USERS).toFixed(1)} ms per user, run ${(run.cpuMs / USERS).toFixed(1)} ms per connection, ${((100 * run.cpuMs) / wallMs).toFixed(0)} % of a core`,
)
console.log(
  `memory, MB: idle ${megabytes(idle.rssBytes)} (heap ${megabytes(idle.heapBytes)}), all in the form ${megabytes(prepared.rssBytes)} (${megabytes(prepared.heapBytes)}), after ${megabytes(run.rssBytes)} (${megabytes(run.heapBytes)})`,
)
console.log(
  `timers: ${run.lateMs.length}; late by ms: median ${at(run.lateMs, 0.5)}, p95 ${at(run.lateMs, 0.95)}, p99 ${at(run.lateMs, 0.99)}, max ${at(run.lateMs, 1)}`,
)
console.log(`event loop, ms: p99 ${run.loopDelayP99Ms.toFixed(0)}, max ${run.loopDelayMaxMs.toFixed(0)}`)
for (const [key, count] of Object.entries(counts).sort())
  console.log(`bank: ${key}: ${count}, ${(count / USERS).toFixed(2)} per user`)
console.log(
  `node ${process.version}, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
)

for (const user of users) user.close()
bank.disconnect()
service.disconnect()
process.exit(0)
