import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ClientName, Round } from './http/client.ts'

const ROUNDS = 15
const READS = 4_000
/** Rounds that are not counted, to compile the code and open connections. */
const WARM_UPS = 3

/** Each client, and the bare client to compare it with. */
const CLIENTS: readonly { readonly name: ClientName; readonly over: ClientName }[] = [
  { name: 'undici', over: 'undici' },
  { name: 'port over undici', over: 'undici' },
  { name: 'fetch', over: 'fetch' },
  { name: 'port over fetch', over: 'fetch' },
]

const start = (file: string, ...parameters: readonly string[]): ChildProcess => {
  const child = fork(fileURLToPath(new URL(`http/${file}`, import.meta.url)), parameters)
  // A child that fails would otherwise leave this process waiting for a message.
  child.on('exit', (code) => code !== null && process.exit(1))
  return child
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

const server = start('server.ts')
const [{ port, bytes }] = (await once(server, 'message')) as [{ port: number; bytes: number }]
const clients = CLIENTS.map(({ name, over }) => ({
  name,
  over,
  child: start('client.ts', name, `http://127.0.0.1:${port}`),
  rounds: [] as Round[],
}))

// Clients take turns, so that other load affects all of them alike.
for (let i = -WARM_UPS; i < ROUNDS; i++) {
  for (const { child, rounds } of clients) {
    child.send(READS)
    const [round] = (await once(child, 'message')) as [Round]
    if (i >= 0) rounds.push(round)
  }
}
for (const { child } of [{ child: server }, ...clients]) child.kill()

const cpuOf = (name: ClientName): readonly number[] =>
  clients
    .filter((client) => client.name === name)
    .flatMap(({ rounds }) => rounds.map((each) => each.cpuMicros / each.reads))

console.log(`Node.js ${process.version}: ${ROUNDS} rounds of ${READS} reads of a job of ${bytes} bytes, 64 concurrent`)
console.table(
  clients.map(({ name, over, rounds }) => {
    const cpu = cpuOf(name)
    return {
      client: name,
      'CPU µs per read': median(cpu).toFixed(0),
      minimum: Math.min(...cpu).toFixed(0),
      'reads per second': Math.round(median(rounds.map(({ reads, ms }) => (reads / ms) * 1_000))),
      // Compares rounds that ran one after the other.
      'ratio to bare client': median(cpu.map((each, i) => each / (cpuOf(over)[i] ?? 0))).toFixed(2),
    }
  }),
)
