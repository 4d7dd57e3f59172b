import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ClientName, Round } from './http/client.ts'

const ROUNDS = 15
const READS = 4_000
/** Rounds that are not counted: in them the code is compiled and the connections opened. */
const WARM_UPS = 3

/** Each way, and what it stands on. */
const CLIENTS: readonly { readonly name: ClientName; readonly over: ClientName }[] = [
  { name: 'undici', over: 'undici' },
  { name: 'port over undici', over: 'undici' },
  { name: 'fetch', over: 'fetch' },
  { name: 'port over fetch', over: 'fetch' },
]

const start = (file: string, ...parameters: readonly string[]): ChildProcess => {
  const child = fork(fileURLToPath(new URL(`http/${file}`, import.meta.url)), parameters)
  // Nothing else would end the wait for its message.
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

// In turns: whatever else the machine does meets all of them alike.
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

console.log(`Node ${process.version}: ${ROUNDS} rounds of ${READS} reads of a job of ${bytes} bytes, 64 at a time`)
console.table(
  clients.map(({ name, over, rounds }) => {
    const cpu = cpuOf(name)
    return {
      client: name,
      'CPU µs a read': median(cpu).toFixed(0),
      'at least': Math.min(...cpu).toFixed(0),
      'reads a second': Math.round(median(rounds.map(({ reads, ms }) => (reads / ms) * 1_000))),
      // Of rounds that ran one after the other.
      'times the bare one': median(cpu.map((each, i) => each / (cpuOf(over)[i] ?? 0))).toFixed(2),
    }
  }),
)
